package org.mmaparrays.compute;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.mmaparrays.NdArray;
import org.mmaparrays.Primitive;

/**
 * Count, extremes, mean and standard deviation of an array or of each of its columns, in one pass over its storage.
 *
 * <p>All real element types, in either byte order and any layout. Everything is accumulated as float64: means to within
 * a few units in the last place of the largest element, deviations without cancellation even where they are tiny beside
 * the mean. Elements of int64 and uint64 enter mean and deviation rounded to the nearest float64; their extremes are
 * exact. What is not a number is counted and left out; an infinity makes the mean infinite or, with one of the other
 * sign, not a number, as in NumPy; so do sums that overflow float64.
 *
 * <p>The result depends on the elements, their shape and their strides; the number of threads changes not a bit of it.
 *
 * <p>All methods throw {@link IllegalArgumentException} for complex numbers, which have no order, {@link
 * IllegalStateException} if the array is or gets closed, {@link org.mmaparrays.StorageFaultException} if its storage
 * fails, and {@link java.util.concurrent.CancellationException} if the calling thread is interrupted.
 */
public final class Statistics {
  private Statistics() {}

  /** Statistics of all elements, on all processors. */
  public static Summary overall(NdArray array) {
    return overall(array, Workers.available());
  }

  /** Statistics of all elements; none gives counts of 0 and not-a-numbers. */
  public static Summary overall(NdArray array, Workers workers) {
    Primitive primitive = realType(array);
    Moments total = new Moments(primitive, 1);
    if (array.shape().elementCount() > 0) {
      NdArray view = inStorageOrder(array);
      Grid grid = Grid.ofOneColumn(view);
      Moments[] parts = parts(primitive, 1, grid.units());
      run(view, grid, workers, (tile, unit, strip) -> tile.addTo(parts[unit], 0, 1, strip.elements()));
      Arrays.stream(parts).forEach(total::merge);
    }
    return total.summary(0);
  }

  /** Statistics of each column, on all processors. */
  public static ColumnStatistics perColumn(NdArray array) {
    return perColumn(array, Workers.available());
  }

  /**
   * Statistics of each column: of each index of the second axis, or of each position of all trailing axes in row-major
   * order. An array of one axis or none is one column.
   *
   * @throws IllegalArgumentException also if there are more than 4,194,304 columns, whose results are kept on the heap
   */
  public static ColumnStatistics perColumn(NdArray array, Workers workers) {
    Primitive primitive = realType(array);
    int columns = Grid.columns(array.shape());
    Moments total = new Moments(primitive, columns);
    if (array.shape().elementCount() > 0) {
      NdArray view = array.shape().rank() == 0 ? array.reshape(1) : array;
      Grid grid = Grid.of(view);
      // Units of one block of rows have different columns: they share the block's moments.
      Moments[] parts = parts(primitive, columns, grid.rowBlocks());
      run(view, grid, workers, (tile, unit, strip) -> tile.addTo(
          parts[grid.rowBlock(unit)], (int) strip.firstColumn(), strip.width(), strip.elements()));
      Arrays.stream(parts).forEach(total::merge);
    }
    return new ColumnStatistics(total);
  }

  private interface Step {
    void add(TileMoments tile, int unit, Strips.Strip strip);
  }

  private static void run(NdArray array, Grid grid, Workers workers, Step step) {
    Crew crew = new Crew(workers);
    crew.run(grid.units(), () -> worker(array, grid, crew, step));
  }

  private static IntConsumer worker(NdArray array, Grid grid, Crew crew, Step step) {
    Tile tile = new Tile(array, grid.tileElements());
    TileMoments moments = new TileMoments(tile, Tile.isLong(Tile.primitive(array)));
    Strips strips = grid.strips(array);
    return unit -> grid.visit(unit, (index, fromRow, toRow) -> {
      Strips.Strip strip = strips.strip(index, fromRow, toRow);
      tile.load(strip.view());
      step.add(moments, unit, strip);
      crew.done(strip.elements());
    });
  }

  private static Moments[] parts(Primitive primitive, int columns, int count) {
    return IntStream.range(0, count).mapToObj(i -> new Moments(primitive, columns)).toArray(Moments[]::new);
  }

  private static Primitive realType(NdArray array) {
    Primitive primitive = Tile.primitive(array);
    if (primitive.isComplex()) {
      throw new IllegalArgumentException(array
          + ": complex numbers have no order, hence no minimum and maximum; take statistics of real and imaginary parts");
    }
    return primitive;
  }

  /** The same elements with their axes from the largest stride to the smallest, all positive; flat if they are dense. */
  private static NdArray inStorageOrder(NdArray array) {
    NdArray view = array;
    long[] dims = view.shape().dims();
    for (int axis = 0; axis < dims.length; axis++) {
      view = view.strides()[axis] < 0 ? view.flip(axis) : view;
    }
    long[] strides = view.strides();
    view = view.transpose(IntStream.range(0, dims.length)
        .boxed()
        // An axis of one index never steps, whatever its stride: out of the way.
        .sorted(Comparator.comparingLong(axis -> dims[axis] == 1 ? Long.MIN_VALUE : -strides[axis]))
        .mapToInt(Integer::intValue)
        .toArray());
    return isDense(view) ? view.reshape(view.shape().elementCount()) : view;
  }

  private static boolean isDense(NdArray view) {
    long expected = view.dtype().byteSize();
    for (int axis = view.shape().rank() - 1; axis >= 0; axis--) {
      if (view.shape().dim(axis) > 1 && view.strides()[axis] != expected) {
        return false;
      }
      expected *= view.shape().dim(axis);
    }
    return true;
  }
}
