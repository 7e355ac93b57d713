package org.mmaparrays.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows {@code from} (inclusive) to {@code to} (exclusive) of an array, that is, indices of its first axis.
 *
 * <p>An array without axes has one row.
 *
 * @param from the first row
 * @param to the row after the last
 */
public record RowRange(long from, long to) implements Serializable {
  /**
   * Checks the order of the bounds.
   *
   * @throws IllegalArgumentException if {@code from} is negative or greater than {@code to}
   */
  public RowRange {
    if (from < 0 || from > to) {
      throw new IllegalArgumentException("rows " + from + ":" + to + " are not a range");
    }
  }

  /** Returns all rows of an array of this shape. */
  public static RowRange all(Shape shape) {
    return new RowRange(0, shape.rank() == 0 ? 1 : shape.dim(0));
  }

  /** Returns the number of rows. */
  public long count() {
    return to - from;
  }

  /** Returns whether there are no rows in the range. */
  public boolean isEmpty() {
    return from == to;
  }

  /** Returns whether some row is in both. */
  public boolean overlaps(RowRange other) {
    return Math.max(from, other.from) < Math.min(to, other.to);
  }

  /** Returns whether all rows of another range are in this one. */
  public boolean contains(RowRange other) {
    return from <= other.from && other.to <= to;
  }

  /** Parts of this range, in its order: at most so many, about equally long, none empty. */
  public List<RowRange> split(int parts) {
    if (parts <= 0) {
      throw new IllegalArgumentException(parts + " parts; ask for one at least");
    }
    long number = Math.min(parts, count());
    List<RowRange> split = new ArrayList<>();
    long start = from;
    for (long part = 0; part < number; part++) {
      // The first ones have one row more where it does not come out even.
      long end = start + count() / number + (part < count() % number ? 1 : 0);
      split.add(new RowRange(start, end));
      start = end;
    }
    return List.copyOf(split);
  }

  /** Returns text as in {@code 0:1000}. */
  @Override
  public String toString() {
    return from + ":" + to;
  }
}
