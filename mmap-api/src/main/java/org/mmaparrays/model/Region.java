package org.mmaparrays.model;

import java.util.Arrays;

/**
 * A box of an array: for each leading axis a half-open range of indices; axes beyond those named are taken whole.
 *
 * <p>Immutable, and independent of any array: the bounds are checked where it is used.
 */
public final class Region {
  private final long[] starts;
  private final long[] stops;

  private Region(long[] starts, long[] stops) {
    this.starts = starts;
    this.stops = stops;
  }

  /** Returns the whole array. */
  public static Region all() {
    return new Region(new long[0], new long[0]);
  }

  /**
   * Indices {@code from} (inclusive) to {@code to} (exclusive) of the first axis.
   *
   * @throws IllegalArgumentException if {@code from} is negative or greater than {@code to}
   */
  public static Region rows(long from, long to) {
    return of(new long[] {from}, new long[] {to});
  }

  /**
   * For axis k the indices {@code starts[k]} (inclusive) to {@code stops[k]} (exclusive).
   *
   * @throws IllegalArgumentException if the lengths differ, or a start is negative or greater than its stop
   */
  public static Region of(long[] starts, long[] stops) {
    if (starts.length != stops.length) {
      throw new IllegalArgumentException(starts.length + " starts and " + stops.length + " stops");
    }
    for (int axis = 0; axis < starts.length; axis++) {
      if (starts[axis] < 0 || starts[axis] > stops[axis]) {
        throw new IllegalArgumentException("range " + starts[axis] + ":" + stops[axis] + " of axis " + axis);
      }
    }
    return new Region(starts.clone(), stops.clone());
  }

  /** Returns the number of leading axes that this region restricts. */
  public int rank() {
    return starts.length;
  }

  /** Returns the first index taken of an axis. */
  public long start(int axis) {
    return starts[axis];
  }

  /** Returns the first index no longer taken of an axis. */
  public long stop(int axis) {
    return stops[axis];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Region that && Arrays.equals(starts, that.starts)
        && Arrays.equals(stops, that.stops);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(starts) + Arrays.hashCode(stops);
  }

  /** Returns text as in {@code [0:10, 5:7]}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int axis = 0; axis < starts.length; axis++) {
      text.append(axis == 0 ? "" : ", ").append(starts[axis]).append(':').append(stops[axis]);
    }
    return text.append(']').toString();
  }
}
