package org.mmaparrays.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayData;
import org.mmaparrays.NdArray;
import org.mmaparrays.compute.internal.passes.Overlap;
import org.mmaparrays.compute.internal.passes.Written;
import org.mmaparrays.compute.internal.tiles.TileBuffers;
import org.mmaparrays.compute.internal.tiles.TileWalk;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;

/**
 * A function of the caller on all elements of an array, some thousands at a time in a Java array, on several threads.
 *
 * <p>A plain loop over such a tile becomes vector instructions, which loops over elements of an array do not.
 *
 * {@snippet :
 * Tiles.map(source, target, (x, count) -> {
 *   for (int i = 0; i < count; i++) {
 *     x[i] = Math.sqrt(x[i]);
 *   }
 * }, Workers.available());
 * }
 *
 * <p>Tiles follow each other in row-major order; how the array is cut depends on its shape and type alone. Elements of any
 * real type are given as float64 (64-bit integers rounded to nearest), or as float32 where each is one: bool, integers of up
 * to 16 bits, float16 and float32. Functions are called by different threads at the same time, each with a tile of its own.
 *
 * <p>All methods throw {@link IllegalArgumentException} if a type or shape does not fit, {@link IllegalStateException} if an
 * array is or gets closed, {@link org.mmaparrays.model.ReadOnlyArrayException} if the target is read-only, {@link
 * org.mmaparrays.model.StorageFaultException} if storage fails, {@link java.util.concurrent.CancellationException} if the calling
 * thread is interrupted, and what the function throws; some elements of the target may have been replaced then.
 */
public final class Tiles {
  private Tiles() {}

  /** A function of float64 elements. */
  @FunctionalInterface
  public interface DoubleMap {
    /** Replaces the first elements of a tile. */
    void apply(double[] tile, int count);
  }

  /** A function of float32 elements. */
  @FunctionalInterface
  public interface FloatMap {
    /** Replaces the first elements of a tile. */
    void apply(float[] tile, int count);
  }

  /** A function of pairs of float64 elements. */
  @FunctionalInterface
  public interface DoubleZip {
    /** Replaces the first elements of the first tile by a function of them and those of the second. */
    void apply(double[] tile, double[] other, int count);
  }

  /** A function of pairs of float32 elements. */
  @FunctionalInterface
  public interface FloatZip {
    /** Replaces the first elements of the first tile by a function of them and those of the second. */
    void apply(float[] tile, float[] other, int count);
  }

  /** A reduction of float64 elements. */
  @FunctionalInterface
  public interface DoubleReduction<R> {
    /** Returns the result for the first elements of a tile, which it may change. */
    R apply(double[] tile, int count);
  }

  /** A reduction of float32 elements. */
  @FunctionalInterface
  public interface FloatReduction<R> {
    /** Returns the result for the first elements of a tile, which it may change. */
    R apply(float[] tile, int count);
  }

  /** Sets each element of the target, float32 or float64, to a function of the source's; the target may be the source. */
  public static void map(ArrayData source, ArrayData target, DoubleMap function, Workers workers) {
    run(source, null, target, workers, () -> {
      TileBuffers in = new TileBuffers(source);
      TileBuffers out = new TileBuffers(target);
      return views -> {
        int count = in.load(views[0]);
        function.apply(in.doubles(), count);
        out.store(in.doubles(), views[1]);
      };
    });
  }

  /** Does the same as float32. */
  public static void mapFloats(ArrayData source, ArrayData target, FloatMap function, Workers workers) {
    run(source, null, target, workers, () -> {
      TileBuffers in = new TileBuffers(source);
      TileBuffers out = new TileBuffers(target);
      return views -> {
        int count = in.loadFloats(views[0]);
        function.apply(in.floats(), count);
        out.storeFloats(in.floats(), views[1]);
      };
    });
  }

  /**
   * Sets each element of the target, float32 or float64, to a function of two sources' elements of the same index; the target
   * may be one of them.
   *
   * @param other of the same shape, in place
   */
  public static void zip(ArrayData source, NdArray other, ArrayData target, DoubleZip function,
      Workers workers) {
    run(source, other, target, workers, () -> {
      TileBuffers in = new TileBuffers(source);
      TileBuffers second = new TileBuffers(other);
      TileBuffers out = new TileBuffers(target);
      return views -> {
        int count = in.load(views[0]);
        second.load(views[2]);
        function.apply(in.doubles(), second.doubles(), count);
        out.store(in.doubles(), views[1]);
      };
    });
  }

  /** Does the same as float32. */
  public static void zipFloats(ArrayData source, NdArray other, ArrayData target, FloatZip function,
      Workers workers) {
    run(source, other, target, workers, () -> {
      TileBuffers in = new TileBuffers(source);
      TileBuffers second = new TileBuffers(other);
      TileBuffers out = new TileBuffers(target);
      return views -> {
        int count = in.loadFloats(views[0]);
        second.loadFloats(views[2]);
        function.apply(in.floats(), second.floats(), count);
        out.storeFloats(in.floats(), views[1]);
      };
    });
  }

  /**
   * Merges the results of all tiles, always in the same way, with any number of threads.
   *
   * @param merge gets results of neighbouring elements, in their order, and may change and give back the first
   * @throws IllegalArgumentException also if there are no elements
   */
  public static <R> R reduce(ArrayData array, DoubleReduction<R> function, BinaryOperator<R> merge,
      Workers workers) {
    return reduce(array, merge, workers, buffers -> view -> {
      int count = buffers.load(view);
      return function.apply(buffers.doubles(), count);
    });
  }

  /** Returns the same as float32. */
  public static <R> R reduceFloats(ArrayData array, FloatReduction<R> function, BinaryOperator<R> merge,
      Workers workers) {
    return reduce(array, merge, workers, buffers -> view -> {
      int count = buffers.loadFloats(view);
      return function.apply(buffers.floats(), count);
    });
  }

  private static <R> R reduce(ArrayData array, BinaryOperator<R> merge, Workers workers,
      Function<TileBuffers, Function<NdArray, R>> worker) {
    Statistics.requireReal(array);
    if (array.shape().elementCount() == 0) {
      throw new IllegalArgumentException(array + " has no elements, which reduce to nothing");
    }
    return workers.over(array).reduce(() -> {
      Function<NdArray, R> each = worker.apply(new TileBuffers(array));
      return chunk -> {
        List<R> results = new ArrayList<>();
        TileWalk.visit(TileBuffers.TILE, views -> results.add(each.apply(views[0])), chunk.view());
        return results.stream().reduce(merge).orElseThrow();
      };
    }, merge);
  }

  private static void run(ArrayData source, @Nullable NdArray other, ArrayData target,
      Workers workers, Supplier<Consumer<NdArray[]>> worker) {
    NdArray to = Columns.check(source, target);
    source.inPlace().ifPresent(from -> Overlap.refuse(from, to));
    if (other != null) {
      Statistics.requireReal(other);
      requireShape(other.shape(), target);
      Overlap.refuse(other, to);
    }
    if (target.shape().elementCount() == 0) {
      return;
    }
    Consumer<RowRange> written = Written.rows(target);
    workers.over(source).forEach(() -> {
      Consumer<NdArray[]> each = worker.get();
      return chunk -> {
        NdArray part = to.rows(chunk.rows());
        NdArray[] views = other == null
            ? new NdArray[] {chunk.view(), part}
            : new NdArray[] {chunk.view(), part, other.rows(chunk.rows())};
        TileWalk.visit(TileBuffers.TILE, each, views);
        written.accept(chunk.rows());
      };
    });
  }

  private static void requireShape(Shape shape, ArrayData target) {
    if (!shape.equals(target.shape())) {
      throw new IllegalArgumentException(
          "an array of shape " + shape + " and " + target + " differ in shape");
    }
  }
}
