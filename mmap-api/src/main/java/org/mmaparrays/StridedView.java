package org.mmaparrays;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

/** Index arithmetic: where in a memory segment each element of a strided view is. */
abstract sealed class StridedView permits ScalarAccess {
  final MemorySegment memory;
  final Lease lease;
  final PrimitiveType type;
  final Shape shape;
  /** Byte offset of element (0, …, 0) in the memory. */
  final long base;
  /** Bytes from one index to the next, for each axis; negative where an axis is flipped. */
  final long[] strides;

  // Fields rather than array elements for the two commonest ranks: one load less for every index.
  private final int rank;
  private final long dim0;
  private final long dim1;
  private final long stride0;
  private final long stride1;

  StridedView(MemorySegment memory, Lease lease, PrimitiveType type, Shape shape, long base, long[] strides) {
    this.memory = memory;
    this.lease = lease;
    this.type = type;
    this.shape = shape;
    this.base = base;
    this.strides = strides;
    this.rank = shape.rank();
    this.dim0 = rank > 0 ? shape.dim(0) : 1;
    this.dim1 = rank > 1 ? shape.dim(1) : 1;
    this.stride0 = rank > 0 ? strides[0] : 0;
    this.stride1 = rank > 1 ? strides[1] : 0;
  }

  /** The strides of a dense array, in bytes. */
  static long[] denseStrides(Shape shape, MemoryOrder order, int elementSize) {
    long[] strides = new long[shape.rank()];
    long step = elementSize;
    for (int k = 0; k < strides.length; k++) {
      int axis = order == MemoryOrder.F ? k : strides.length - 1 - k;
      strides[axis] = step;
      step *= Math.max(shape.dim(axis), 1);
    }
    return strides;
  }

  /** Whether the elements lie side by side in the given order, with nothing between them. */
  final boolean isDense(MemoryOrder order) {
    if (shape.elementCount() == 0) {
      return true;
    }
    long step = type.byteSize();
    for (int k = 0; k < rank; k++) {
      int axis = order == MemoryOrder.F ? k : rank - 1 - k;
      if (strides[axis] != step && shape.dim(axis) > 1) {
        return false;
      }
      step *= shape.dim(axis);
    }
    return true;
  }

  /** Whether the spans of bytes of two views meet, in one memory or in one file that is mapped twice. */
  final boolean overlaps(StridedView other) {
    long shift;
    if (memory.equals(other.memory)) {
      shift = 0;
    } else if (lease.isOfSameFile(other.lease)) {
      shift = other.lease.fileOffset() - lease.fileOffset();
    } else {
      return false;
    }
    return start() < other.end() + shift && other.start() + shift < end();
  }

  /** The offset in the memory of the first byte of any element. */
  final long start() {
    long offset = base;
    for (int axis = 0; axis < rank; axis++) {
      offset += Math.min(0, strides[axis] * (shape.dim(axis) - 1));
    }
    return offset;
  }

  /** The offset in the memory after the last byte of any element. */
  final long end() {
    long offset = base + type.byteSize();
    for (int axis = 0; axis < rank; axis++) {
      offset += Math.max(0, strides[axis] * (shape.dim(axis) - 1));
    }
    return offset;
  }

  // The compiler knows how to move Objects.checkIndex out of loops; comparisons of longs it leaves where they are.

  final long at(long i) {
    if (rank != 1) {
      throw outOfBounds(i);
    }
    try {
      return base + Objects.checkIndex(i, dim0) * stride0;
    } catch (IndexOutOfBoundsException nameless) {
      throw outOfBounds(i);
    }
  }

  final long at(long i, long j) {
    if (rank != 2) {
      throw outOfBounds(i, j);
    }
    try {
      return base + Objects.checkIndex(i, dim0) * stride0 + Objects.checkIndex(j, dim1) * stride1;
    } catch (IndexOutOfBoundsException nameless) {
      throw outOfBounds(i, j);
    }
  }

  final long at(long[] index) {
    if (index.length != rank) {
      throw outOfBounds(index);
    }
    long offset = base;
    for (int axis = 0; axis < index.length; axis++) {
      long k = index[axis];
      if (k < 0 || k >= shape.dim(axis)) {
        throw outOfBounds(index);
      }
      offset += k * strides[axis];
    }
    return offset;
  }

  private IndexOutOfBoundsException outOfBounds(long... index) {
    String problem = index.length == rank
        ? "index " + Arrays.toString(index) + " is outside shape " + shape
        : index.length + " indices for " + rank + " axes of shape " + shape;
    return new IndexOutOfBoundsException(lease.array() + ": " + problem);
  }
}
