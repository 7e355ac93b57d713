package org.mmaparrays.internal.memory;

import java.util.stream.IntStream;

/** The pieces of memory, or of a file, that have the elements of a view. */
public final class ByteRanges {
  private ByteRanges() {}

  /** Takes one piece after the other, as byte offsets in the memory of the view. */
  public interface Pieces {
    void piece(long from, long to);
  }

  /**
   * Shows the pieces in ascending order: one for rows of an array in row-major order, one for each column in column-major
   * order, where rows do not lie side by side.
   *
   * @param gap pieces with at most so many bytes between them are shown as one
   */
  public static void forEach(StridedMemory view, long gap, Pieces pieces) {
    if (view.shape().elementCount() == 0) {
      return;
    }
    int[] axes = IntStream.range(0, view.strides().length)
        .filter(axis -> view.shape().dim(axis) > 1)
        .boxed()
        .sorted((a, b) -> Long.compare(Math.abs(view.strides()[b]), Math.abs(view.strides()[a])))
        .mapToInt(Integer::intValue)
        .toArray();
    long length = view.type().byteSize();
    int outer = axes.length;
    while (outer > 0 && step(view, axes[outer - 1]) - length <= gap) {
      outer--;
      length += step(view, axes[outer]) * (view.shape().dim(axes[outer]) - 1);
    }
    forEach(view, axes, 0, outer, view.start(), length, pieces);
  }

  private static void forEach(StridedMemory view, int[] axes, int axis, int outer, long start, long length,
      Pieces pieces) {
    if (axis == outer) {
      pieces.piece(start, start + length);
      return;
    }
    for (long i = 0; i < view.shape().dim(axes[axis]); i++) {
      forEach(view, axes, axis + 1, outer, start + i * step(view, axes[axis]), length, pieces);
    }
  }

  private static long step(StridedMemory view, int axis) {
    return Math.abs(view.strides()[axis]);
  }
}
