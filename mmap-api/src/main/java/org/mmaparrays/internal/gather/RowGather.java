package org.mmaparrays.internal.gather;

import java.lang.foreign.MemorySegment;
import org.mmaparrays.internal.decoding.DecodedElements;
import org.mmaparrays.internal.memory.JavaArrays;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Shape;

/** A copy of rows of an array by their index, in the order of the request. */
public final class RowGather {
  private final StridedMemory source;
  private final long[] rows;
  private final RowTransfer transfer;

  private RowGather(StridedMemory source, long[] rows, RowTransfer transfer) {
    this.source = source;
    this.rows = rows;
    this.transfer = transfer;
  }

  /** Prepares a gather of elements in memory or in a mapped file. */
  public static RowGather inPlace(StridedMemory source, long... rows) {
    check(source, rows);
    return new RowGather(source, rows, new MappedRowTransfer(source));
  }

  /** Prepares a gather of elements that are decoded. */
  public static RowGather decoded(DecodedElements array, long... rows) {
    StridedMemory source = array.outline();
    check(source, rows);
    return new RowGather(source, rows, new DecodedRowTransfer(array.blocks(), array.rows()));
  }

  /** Checks the rows: nothing is copied unless all are there. */
  private static void check(StridedMemory source, long... rows) {
    source.scope().checkOpen();
    if (source.shape().rank() == 0) {
      throw new IndexOutOfBoundsException(source.scope().array() + ": shape () has no rows to gather");
    }
    long count = source.shape().dim(0);
    for (int place = 0; place < rows.length; place++) {
      if (rows[place] < 0 || rows[place] >= count) {
        throw new IndexOutOfBoundsException(source.scope().array() + ": row " + rows[place] + " (at " + place
            + " of the " + rows.length + " to gather) is outside shape " + source.shape());
      }
    }
  }

  /** Returns the shape of the result. */
  Shape shape() {
    long[] dims = source.shape().dims();
    dims[0] = rows.length;
    return Shape.of(dims);
  }

  /** Checks that a float[] of a length takes them. */
  public void checkFloats(int available) {
    JavaArrays.checkFloats(source, shape(), available);
  }

  /** Checks that a double[] of a length takes them. */
  public void checkDoubles(int available) {
    JavaArrays.checkDoubles(source, shape(), available);
  }

  /** Copies the rows into a new array in memory. */
  public StridedMemory toNew() {
    StridedMemory target = StridedMemory.allocate(ArraySpec.of(source.type(), shape()));
    to(target);
    return target;
  }

  /** Copies the rows over those of another array. */
  public void to(StridedMemory target) {
    target.checkTakes(source, shape());
    target.scope().checkWritable();
    if (target.overlaps(source)) {
      target.copyFrom(toNew());
      return;
    }
    boolean swap = source.type().isSwapped() != target.type().isSwapped();
    target.writing(target.storageOfBoth(source),
        () -> copy(target.memory(), target.base(), target.strides(), swap));
  }

  /** Copies the rows into a Java array, in row-major order; the caller has checked that the types match. */
  public void to(MemorySegment target) {
    long[] strides = StridedMemory.denseStrides(shape(), MemoryOrder.C, source.type().byteSize());
    source.reading(() -> copy(target, 0, strides, source.type().isSwapped()));
  }

  private void copy(MemorySegment target, long base, long[] strides, boolean swap) {
    if (shape().elementCount() == 0) {
      return;
    }
    int piece = SortedRows.pieceOf(source.shape().dim(0));
    for (int from = 0; from < rows.length; from += Math.min(piece, rows.length - from)) {
      int to = from + Math.min(piece, rows.length - from);
      transfer.copy(SortedRows.of(rows, from, to, source.shape().dim(0)), target, base, strides, swap);
    }
  }
}
