package org.mmaparrays;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.mmaparrays.internal.memory.MemoryScope;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.PrimitiveType;
import org.mmaparrays.model.Shape;

/** Index arithmetic: the byte offset of each element of a view in its memory. */
abstract sealed class StridedView permits ScalarAccess {
  final StridedMemory elements;

  // Copies of the fields that each access needs: one load less.
  public final MemorySegment memory;
  public final MemoryScope scope;
  final PrimitiveType type;
  final Shape shape;
  final long base;
  final long[] strides;

  // Fields rather than array elements for the two commonest ranks: one load less for every index.
  private final int rank;
  private final long dim0;
  private final long dim1;
  private final long stride0;
  private final long stride1;

  StridedView(StridedMemory elements) {
    this.elements = elements;
    this.memory = elements.memory();
    this.scope = elements.scope();
    this.type = elements.type();
    this.shape = elements.shape();
    this.base = elements.base();
    this.strides = elements.strides();
    this.rank = shape.rank();
    this.dim0 = rank > 0 ? shape.dim(0) : 1;
    this.dim1 = rank > 1 ? shape.dim(1) : 1;
    this.stride0 = rank > 0 ? strides[0] : 0;
    this.stride1 = rank > 1 ? strides[1] : 0;
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
    return new IndexOutOfBoundsException(scope.array() + ": " + problem);
  }
}
