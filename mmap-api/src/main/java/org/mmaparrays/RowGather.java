package org.mmaparrays;

import java.lang.foreign.MemorySegment;

/** Rows of an array, in the caller's order, into what takes them. */
final class RowGather {
  private final NdArray source;
  private final long[] rows;
  private final Transfer transfer;

  private RowGather(NdArray source, long[] rows, Transfer transfer) {
    this.source = source;
    this.rows = rows;
    this.transfer = transfer;
  }

  /** How rows get from where they are to a layout of as many rows, each to its place. */
  interface Transfer {
    void copy(SortedRows rows, MemorySegment target, long base, long[] strides, boolean swap);
  }

  /** Checks the rows: nothing is copied unless all are there. */
  static RowGather of(IndexedData data, long[] rows) {
    return switch (data) {
      case NdArray view -> of(view, rows, inPlace(view));
      case MappedArray array -> of(array.view(), rows, inPlace(array.view()));
      case DecodedArray array -> of(array.outline(), rows, new BlockRows(array.blocks(), array.rows()));
    };
  }

  private static Transfer inPlace(NdArray source) {
    return (rows, target, base, strides, swap) -> new RowTransfer(source, rows,
        new RowCopy(source, target, base, strides, swap)).run();
  }

  private static RowGather of(NdArray source, long[] rows, Transfer transfer) {
    source.lease.checkOpen();
    if (source.shape.rank() == 0) {
      throw new IndexOutOfBoundsException(source.lease.array() + ": shape () has no rows to gather");
    }
    long count = source.shape.dim(0);
    for (int place = 0; place < rows.length; place++) {
      if (rows[place] < 0 || rows[place] >= count) {
        throw new IndexOutOfBoundsException(source.lease.array() + ": row " + rows[place] + " (at " + place
            + " of the " + rows.length + " to gather) is outside shape " + source.shape);
      }
    }
    return new RowGather(source, rows, transfer);
  }

  /** The shape of the result. */
  Shape shape() {
    long[] dims = source.shape.dims();
    dims[0] = rows.length;
    return Shape.of(dims);
  }

  /** Checks that a float[] of a length takes them. */
  void checkFloats(int available) {
    source.checkFloats(shape(), available);
  }

  /** Checks that a double[] of a length takes them. */
  void checkDoubles(int available) {
    source.checkDoubles(shape(), available);
  }

  /** Into a new array in memory. */
  NdArray toNew() {
    NdArray target = NdArray.allocate(ArraySpec.of(source.type, shape()));
    to(target);
    return target;
  }

  /** Into an array that takes them. */
  void to(NdArray target) {
    target.checkTakes(source, shape());
    target.lease.checkWritable();
    if (target.overlaps(source)) {
      target.copyFrom(toNew());
      return;
    }
    boolean swap = ScalarAccess.isSwapped(source.type) != ScalarAccess.isSwapped(target.type);
    target.writing(target.storageOfBoth(source),
        () -> copy(target.memory, target.base, target.strides, swap));
  }

  /** Into a Java array, in row-major order; who calls has checked that the types match. */
  void to(MemorySegment target) {
    long[] strides = StridedView.denseStrides(shape(), MemoryOrder.C, source.type.byteSize());
    source.reading(() -> copy(target, 0, strides, ScalarAccess.isSwapped(source.type)));
  }

  private void copy(MemorySegment target, long base, long[] strides, boolean swap) {
    if (shape().elementCount() == 0) {
      return;
    }
    int piece = SortedRows.pieceOf(source.shape.dim(0));
    for (int from = 0; from < rows.length; from += Math.min(piece, rows.length - from)) {
      int to = from + Math.min(piece, rows.length - from);
      transfer.copy(SortedRows.of(rows, from, to, source.shape.dim(0)), target, base, strides, swap);
    }
  }
}
