package org.mmaparrays.compute;

import java.util.function.Function;
import org.mmaparrays.ArrayData;
import org.mmaparrays.Chunk;
import org.mmaparrays.NdArray;
import org.mmaparrays.compute.internal.loops.Lanes;
import org.mmaparrays.compute.internal.moments.Moments;
import org.mmaparrays.compute.internal.moments.MomentsOfRuns;
import org.mmaparrays.compute.internal.moments.Sums;
import org.mmaparrays.compute.internal.moments.TallColumns;
import org.mmaparrays.compute.internal.passes.Pass;
import org.mmaparrays.compute.internal.tiles.ElementSource;
import org.mmaparrays.compute.internal.tiles.Tile;
import org.mmaparrays.model.Primitive;

/**
 * Sum, count, extremes, mean and standard deviation of an array or of each of its columns, in one pass over its storage.
 *
 * <p>All real element types, in either byte order and any layout; fastest for float32 and float64 of this machine's byte
 * order that lie side by side in row-major order. Everything is accumulated as float64: means to within a few units in the
 * last place of the largest element, deviations without cancellation even where they are tiny beside the mean. Elements of
 * int64 and uint64 enter sum, mean and deviation rounded to the nearest float64; their extremes are exact. NaNs are
 * counted and left out; an infinity makes the mean infinite or, with one of the other sign, not a number, as in
 * NumPy; so do sums that overflow float64.
 *
 * <p>The result depends on the elements, their shape and their strides; neither the number of threads nor the Vector API
 * changes a bit of it. Nor does streaming ({@link org.mmaparrays.StoredArray#streaming}) of arrays in row-major order whose
 * rows have at most 4 MiB; others are added up in another order then, and differ by rounding.
 *
 * <p>All methods throw {@link IllegalArgumentException} for complex numbers, which have no order, {@link
 * IllegalStateException} if the array is or gets closed, {@link org.mmaparrays.model.StorageFaultException} if its storage
 * fails, and {@link java.util.concurrent.CancellationException} if the calling thread is interrupted.
 */
public final class Statistics {
  private Statistics() {}

  /** Returns the sum of all elements, on all processors. */
  public static double sum(ArrayData array) {
    return sum(array, Workers.available());
  }

  /**
   * Returns the sum of all elements that are not NaN, as NumPy's {@code nansum} in float64; 0 if there are none.
   *
   * <p>The error is at most 2.3e-13 times the sum of magnitudes, and usually less than 1e-15 times it: up to 2048 numbers are
   * added one after another, their sums pairwise and with compensation.
   */
  public static double sum(ArrayData array, Workers workers) {
    ArrayData stored = inStorageOrder(array);
    requireReal(array);
    if (array.shape().elementCount() == 0) {
      return 0;
    }
    return workers.over(stored).reduce(() -> new Sums(stored), Sums.Compensated::plus).value();
  }

  /** Returns statistics of all elements, on all processors. */
  public static Summary overall(ArrayData array) {
    return overall(array, Workers.available());
  }

  /** Returns statistics of all elements; no elements give counts of 0 and NaNs. */
  public static Summary overall(ArrayData array, Workers workers) {
    Primitive primitive = requireReal(array);
    ArrayData stored = inStorageOrder(array);
    if (array.shape().elementCount() == 0) {
      return ColumnStatistics.summary(new Moments(1), 0, primitive);
    }
    Lanes lanes = Lanes.ofColumns(1);
    Moments moments =
        workers.over(stored).reduce(() -> moments(stored, lanes, true), Moments::merge).perColumn(1);
    return ColumnStatistics.summary(moments, 0, primitive);
  }

  /** Returns statistics of each column, on all processors. */
  public static ColumnStatistics perColumn(ArrayData array) {
    return perColumn(array, Workers.available());
  }

  /**
   * Returns statistics of each column: of each index of the second axis, or of each position of all trailing axes in row-major
   * order. An array of one axis or none is one column.
   *
   * @throws IllegalArgumentException also if there are more than 4,194,304 columns, whose results are kept on the heap
   */
  public static ColumnStatistics perColumn(ArrayData array, Workers workers) {
    return new ColumnStatistics(columns(array, workers, true), Tile.primitive(array));
  }

  /** Returns mean and standard deviation of each column, on all processors. */
  public static MeansAndStds meansAndStds(ArrayData array) {
    return meansAndStds(array, Workers.available());
  }

  /**
   * Returns mean and standard deviation of each column: the same as those of {@link #perColumn(ArrayData, Workers)}, but sooner,
   * since no extremes are sought.
   *
   * @throws IllegalArgumentException as that
   */
  public static MeansAndStds meansAndStds(ArrayData array, Workers workers) {
    return MeansAndStds.of(columns(array, workers, false));
  }

  private static Moments columns(ArrayData array, Workers workers, boolean ordered) {
    requireReal(array);
    int columns = Lanes.columns(array.shape());
    if (array.shape().elementCount() == 0) {
      return new Moments(columns);
    }
    NdArray tall = TallColumns.of(array);
    if (tall != null) {
      Moments total = new Moments(columns);
      workers.over(tall).forEach(() -> new TallColumns(tall, total, ordered));
      return total;
    }
    Lanes lanes = Lanes.ofColumns(columns);
    return workers.overColumns(array)
        .reduce(() -> moments(array, lanes, ordered), Moments::merge)
        .perColumn(columns);
  }

  private static Function<Chunk, Moments> moments(ArrayData array, Lanes lanes, boolean ordered) {
    MomentsOfRuns runs = new MomentsOfRuns(array, lanes, ordered);
    return chunk -> {
      Moments moments = new Moments(lanes.count());
      runs.addTo(moments, chunk.view());
      return moments;
    };
  }

  static Primitive requireReal(ArrayData array) {
    Primitive primitive = Tile.primitive(array);
    if (primitive.isComplex()) {
      throw new IllegalArgumentException(array
          + ": complex numbers have no order, hence no minimum and maximum; take statistics of real and imaginary parts");
    }
    return primitive;
  }

  /**
   * Returns the same elements with their axes from the largest stride to the smallest, all positive; flat if they are dense and
   * their rows longer than a chunk. As they are where they are not in place.
   */
  private static ArrayData inStorageOrder(ArrayData array) {
    NdArray view = array.inPlace().orElse(null);
    if (view == null) {
      return array;
    }
    for (int axis = 0; axis < view.shape().rank(); axis++) {
      view = view.strides()[axis] < 0 ? view.flip(axis) : view;
    }
    view = view.transpose(fromLargestStride(view));
    boolean longRows = Pass.rowElements(view.shape()) * view.dtype().byteSize() > Pass.CHUNK_BYTES;
    return longRows && ElementSource.isDense(view) ? view.reshape(view.shape().elementCount()) : view;
  }

  /** Sorts the axes by insertion: they are few and mostly in order. */
  private static int[] fromLargestStride(NdArray view) {
    int[] axes = new int[view.shape().rank()];
    for (int axis = 0; axis < axes.length; axis++) {
      int place = axis;
      for (; place > 0 && step(view, axes[place - 1]) < step(view, axis); place--) {
        axes[place] = axes[place - 1];
      }
      axes[place] = axis;
    }
    return axes;
  }

  /** Returns an axis's stride; 0 for an axis of one index, which is never stepped along and belongs behind those that are. */
  private static long step(NdArray view, int axis) {
    return view.shape().dim(axis) == 1 ? 0 : view.strides()[axis];
  }
}
