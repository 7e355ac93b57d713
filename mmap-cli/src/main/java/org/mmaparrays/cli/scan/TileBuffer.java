package org.mmaparrays.cli.scan;

import org.mmaparrays.NdArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;

/** Memory into which one box after the other is copied: the bulk copy turns a failing disk into an error. */
final class TileBuffer {
  private final NdArray memory;

  /** Memory for boxes of at most so many elements. */
  TileBuffer(DType dtype, int elements) {
    this.memory = NdArray.allocate(ArraySpec.of(dtype, elements));
  }

  /** Returns a copy of the view, dense in row-major order; it lasts until the next call. */
  NdArray load(NdArray view) {
    NdArray copy = memory.rows(0, view.shape().elementCount()).reshape(view.shape().dims());
    copy.copyFrom(view);
    return copy;
  }

  /** Returns a copy of the view as one axis, in row-major order; it lasts until the next call. */
  NdArray loadFlat(NdArray view) {
    return load(view).reshape(view.shape().elementCount());
  }
}
