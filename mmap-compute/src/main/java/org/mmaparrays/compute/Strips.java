package org.mmaparrays.compute;

import org.mmaparrays.NdArray;

/**
 * An array of one axis or more, cut into strips of neighbouring columns.
 *
 * <p>A strip is as wide as it may be without leaving the axes below the one that is cut, so that each of its rows is one
 * box of the array.
 */
final class Strips {
  private final NdArray array;
  /** The axis that is cut; 0 if the array is one strip. */
  private final int axis;
  /** Columns for each index of the axis that is cut. */
  private final long inner;
  /** Indices of that axis in each strip, but perhaps the last of each row of strips. */
  private final long step;
  private final long perOuter;
  private final long count;
  private final int width;

  /** One strip, seen in some of its rows; its elements fit an {@code int}. */
  record Strip(NdArray view, long firstColumn, int width) {
    int elements() {
      return (int) view.shape().elementCount();
    }
  }

  Strips(NdArray array, int maxWidth) {
    this.array = array;
    int cut = array.shape().rank() - 1;
    long columns = 1;
    while (cut > 0 && columns * array.shape().dim(cut) <= maxWidth) {
      columns *= array.shape().dim(cut--);
    }
    this.axis = cut;
    this.inner = columns;
    if (cut == 0) {
      this.step = 1;
      this.perOuter = 1;
      this.count = 1;
    } else {
      long length = array.shape().dim(cut);
      this.perOuter = Math.ceilDiv(length, Math.max(1, maxWidth / columns));
      this.step = Math.ceilDiv(length, perOuter);
      long outer = 1;
      for (int k = 1; k < cut; k++) {
        outer *= array.shape().dim(k);
      }
      this.count = outer * perOuter;
    }
    this.width = Math.toIntExact(inner * step);
  }

  /** How many strips there are. */
  long count() {
    return count;
  }

  /** The columns of the widest strip. */
  int width() {
    return width;
  }

  /** Rows {@code from} to {@code to} of one strip. */
  Strip strip(long index, long from, long to) {
    NdArray view = array.rows(from, to);
    if (axis == 0) {
      return new Strip(view, 0, width);
    }
    long length = array.shape().dim(axis);
    long outer = index / perOuter;
    long start = index % perOuter * step;
    long stop = Math.min(start + step, length);
    long firstColumn = (outer * length + start) * inner;
    view = view.slice(axis, start, stop, 1);
    for (int k = axis - 1; k > 0; k--) {
      view = view.select(k, outer % array.shape().dim(k));
      outer /= array.shape().dim(k);
    }
    return new Strip(view, firstColumn, Math.toIntExact((stop - start) * inner));
  }
}
