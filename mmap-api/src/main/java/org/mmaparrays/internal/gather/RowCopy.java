package org.mmaparrays.internal.gather;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.mmaparrays.internal.memory.StridedCopy;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.Shape;

/** Copies rows of an array to places in a layout of the same type and shape of row. */
public final class RowCopy {
  private final StridedMemory source;
  private final MemorySegment target;
  private final long base;
  private final long[] strides;
  private final boolean swap;

  private final boolean dense;
  private final long units;
  private final int unit;

  /**
   * Prepares copies.
   *
   * @param source an array with rows
   * @param strides the steps of the target, as many as the source has axes
   * @param swap whether the byte orders differ
   */
  public RowCopy(StridedMemory source, MemorySegment target, long base, long[] strides, boolean swap) {
    this.source = source;
    this.target = target;
    this.base = base;
    this.strides = strides;
    this.swap = swap;
    this.dense = areDense(source) && areDense(source, strides);
    Primitive primitive = source.type().primitive();
    this.unit = primitive.unitSize();
    this.units = rowShape(source).elementCount() * (primitive.byteSize() / unit);
  }

  /** Returns the shape of one row. */
  public static Shape rowShape(StridedMemory rows) {
    return Shape.of(Arrays.copyOfRange(rows.shape().dims(), 1, rows.shape().rank()));
  }

  /** Returns whether the elements of each row lie side by side in row-major order. */
  public static boolean areDense(StridedMemory rows) {
    return areDense(rows, rows.strides());
  }

  private static boolean areDense(StridedMemory rows, long[] strides) {
    long[] expected = StridedMemory.denseStrides(rowShape(rows), MemoryOrder.C, rows.type().byteSize());
    for (int axis = 1; axis < strides.length; axis++) {
      if (rows.shape().dim(axis) > 1 && strides[axis] != expected[axis - 1]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the same copies from another array, whose rows have the same type and shape. */
  public RowCopy from(StridedMemory other) {
    return new RowCopy(other, target, base, strides, swap);
  }

  /** Copies one row to one place. */
  public void copy(long row, long place) {
    if (units == 0) {
      return; // There is not even a place for it.
    }
    long to = base + place * strides[0];
    if (dense) {
      StridedCopy.copyDense(source.memory(), source.base() + row * source.stride(0), target, to, units, unit,
          swap);
    } else {
      StridedCopy.copy(source.row(row), target, to, Arrays.copyOfRange(strides, 1, strides.length), swap);
    }
  }

  /** Copies the from-th (inclusive) to the to-th (exclusive) of the rows to their places. */
  public void copy(SortedRows rows, int from, int to) {
    int last = strides.length - 1;
    if (!dense && Math.abs(source.stride(0)) < Math.abs(source.stride(last))) {
      // The elements of a column lie closer to each other than those of a row: one column after the other.
      long[] steps = Arrays.copyOf(strides, last);
      for (long j = 0; j < source.shape().dim(last); j++) {
        new RowCopy(source.select(last, j), target, base + j * strides[last], steps, swap).copy(rows, from,
            to);
      }
      return;
    }
    for (int k = from; k < to; k++) {
      copy(rows.row(k), rows.place(k));
    }
  }
}
