package org.mmaparrays.compute;

import java.util.Arrays;
import org.mmaparrays.NdArray;

/** Finds out whether two views share memory, by the addresses that their elements span. */
final class Overlap {
  private Overlap() {}

  /**
   * Refuses two views whose spans of memory meet, unless they are the same view.
   *
   * @throws IllegalArgumentException if they do
   */
  static void refuse(NdArray source, NdArray target) {
    if (source.shape().elementCount() == 0 || target.shape().elementCount() == 0) {
      return;
    }
    boolean same = first(source) == first(target) && source.dtype().equals(target.dtype())
        && Arrays.equals(source.strides(), target.strides());
    if (!same && start(source) < end(target) && start(target) < end(source)) {
      throw new IllegalArgumentException("the source (" + source + ") and the target (" + target
          + ") share memory and are not the same view: elements would be replaced before they are read; copy the source first");
    }
  }

  /** The address of the element whose indices are all zero. */
  private static long first(NdArray view) {
    NdArray element = view;
    while (element.shape().rank() > 0) {
      element = element.row(0);
    }
    return element.segment().address();
  }

  private static long start(NdArray view) {
    return first(view) + span(view, -1);
  }

  private static long end(NdArray view) {
    return first(view) + span(view, 1) + view.dtype().byteSize();
  }

  /** How far the elements reach from the first, in bytes, towards lower (-1) or higher (1) addresses. */
  private static long span(NdArray view, int direction) {
    long[] strides = view.strides();
    long span = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      if (strides[axis] * direction > 0) {
        span += strides[axis] * (view.shape().dim(axis) - 1);
      }
    }
    return span;
  }
}
