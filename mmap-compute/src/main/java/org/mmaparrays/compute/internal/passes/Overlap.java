package org.mmaparrays.compute.internal.passes;

import java.util.Arrays;
import org.mmaparrays.NdArray;

/** Finds out whether a view can be replaced while another is read. */
public final class Overlap {
  private Overlap() {}

  /**
   * Refuses two views whose spans of memory, or of a file that is mapped twice, meet, unless they are the same view.
   *
   * @throws IllegalArgumentException if they do
   */
  public static void refuse(NdArray source, NdArray target) {
    if (source.mayShareMemory(target) && !isSame(source, target)) {
      throw new IllegalArgumentException("the source (" + source + ") and the target (" + target
          + ") share memory and are not the same view: elements would be replaced before they are read; copy the source first");
    }
  }

  private static boolean isSame(NdArray source, NdArray target) {
    return first(source) == first(target) && source.dtype().equals(target.dtype())
        && Arrays.equals(source.strides(), target.strides());
  }

  /** Returns the address of the element whose indices are all zero. */
  private static long first(NdArray view) {
    NdArray element = view;
    while (element.shape().rank() > 0) {
      element = element.row(0);
    }
    return element.segment().address();
  }
}
