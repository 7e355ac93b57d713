package org.mmaparrays.compute.internal.loops;

import java.lang.foreign.MemorySegment;
import org.mmaparrays.model.Shape;

/**
 * The dealing of elements, in row-major order, to lanes that add up side by side: element i to lane i mod count.
 *
 * <p>The count is a multiple of the number of columns, so that each lane has elements of one column. Few columns get many
 * lanes each, because a loop over few lanes would be slow; a sum over many also loses less by rounding.
 */
public record Lanes(int columns, int count) {
  /** Lanes for three float64 each to stay in a first-level cache, with the rows that are read beside them. */
  public static final int WIDTH = 512;

  /** The most columns with results that are kept: some hundred bytes of heap each. */
  public static final int MAX_COLUMNS = 1 << 22;

  public static Lanes ofColumns(int columns) {
    return new Lanes(columns, columns * Math.max(1, WIDTH / Math.max(1, columns)));
  }

  /**
   * Returns the columns of a shape.
   *
   * @throws IllegalArgumentException if they are more than {@link #MAX_COLUMNS}
   */
  public static int columns(Shape shape) {
    long columns = 1;
    for (int axis = 1; axis < shape.rank(); axis++) {
      // No overflow: a shape's product of all lengths that are not zero fits a long.
      columns *= shape.dim(axis);
    }
    if (columns > MAX_COLUMNS) {
      throw new IllegalArgumentException("shape " + shape + " has " + columns + " columns, more than "
          + MAX_COLUMNS + "; take a slice of the trailing axes, or transpose if the rows are meant");
    }
    return (int) columns;
  }

  /** Returns for each lane the number that belongs to its column. */
  public double[] repeat(double[] ofColumns) {
    double[] ofLanes = new double[count];
    for (int lane = 0; lane < count; lane += columns) {
      System.arraycopy(ofColumns, 0, ofLanes, lane, columns);
    }
    return ofLanes;
  }

  /** Receives rows of lanes. */
  public interface Visitor {
    /** Takes some rows for the lanes from {@code first} on, as many as the rows are wide. */
    void visit(Rows rows, int first);
  }

  /**
   * Cuts elements into blocks of so many rows of all lanes at most, and these into strips as wide as the cache allows; the rest at the end is one shorter row.
   *
   * @param memory the elements, from its first byte on
   * @param doubles whether they are float64
   */
  public void visit(MemorySegment memory, boolean doubles, long elements, int maxRows, Visitor visitor) {
    long full = elements / count;
    for (long row = 0; row < full; row += maxRows) {
      visitStrips(memory, doubles, row * count, (int) Math.min(maxRows, full - row), count, visitor);
    }
    if (elements % count > 0) {
      visitStrips(memory, doubles, full * count, 1, (int) (elements % count), visitor);
    }
  }

  private void visitStrips(MemorySegment memory, boolean doubles, long element, int rows, int width,
      Visitor visitor) {
    int size = Rows.elementSize(doubles);
    int strip = Math.ceilDiv(width, Math.ceilDiv(width, WIDTH));
    for (int first = 0; first < width; first += strip) {
      visitor.visit(new Rows(memory, doubles, (element + first) * size, (long) count * size, rows,
          Math.min(strip, width - first)), first);
    }
  }
}
