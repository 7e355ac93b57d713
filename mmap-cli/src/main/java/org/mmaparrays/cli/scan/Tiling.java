package org.mmaparrays.cli.scan;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.Shape;

/**
 * Cuts an array into boxes of a few MiB that can be copied one at a time, from one memory order to another.
 *
 * <p>Where both orders agree, each box is one run of the file. Where they do not, a box has long runs in both, so that
 * each page of either file is touched for one box or two, and not once for every row.
 */
public final class Tiling {
  /** Large enough that one box costs more than the bookkeeping, small enough to stay in a cache or two. */
  private static final long TILE_BYTES = 4 << 20;

  private final Shape shape;
  /** The lengths of a box, except at the far ends. */
  private final long[] tile;
  /** The numbers of boxes along each axis. */
  private final long[] counts;
  private final MemoryOrder walk;
  private final long count;

  private Tiling(Shape shape, long[] tile, MemoryOrder walk) {
    this.shape = shape;
    this.tile = tile;
    this.walk = walk;
    this.counts = new long[tile.length];
    long product = shape.elementCount() == 0 ? 0 : 1;
    for (int axis = 0; axis < tile.length; axis++) {
      counts[axis] = Math.ceilDiv(shape.dim(axis), tile[axis]);
      product *= counts[axis];
    }
    this.count = product;
  }

  /** Boxes for going through an array once, in its own order. */
  public static Tiling of(ArraySpec spec) {
    return between(spec, spec.order());
  }

  /** Boxes for copying an array to another order, or for going through it in one. */
  static Tiling between(ArraySpec source, MemoryOrder target) {
    long elements = TILE_BYTES / source.dtype().byteSize();
    long[] tile = new long[source.shape().rank()];
    Arrays.fill(tile, 1);
    if (source.order() == target) {
      grow(tile, source.shape(), target, elements);
    } else {
      long run = (long) Math.sqrt((double) elements);
      grow(tile, source.shape(), source.order(), run);
      grow(tile, source.shape(), target, run);
    }
    return new Tiling(source.shape(), tile, target);
  }

  /** Boxes of whole runs in row-major order, with any order in memory. */
  static Tiling rowMajor(Shape shape, int elementBytes) {
    long[] tile = new long[shape.rank()];
    Arrays.fill(tile, 1);
    grow(tile, shape, MemoryOrder.C, TILE_BYTES / elementBytes);
    return new Tiling(shape, tile, MemoryOrder.C);
  }

  /** Lengthens the box from the fastest axis on until its runs in an order have so many elements. */
  private static void grow(long[] tile, Shape shape, MemoryOrder order, long elements) {
    long run = 1;
    for (int k = 0; k < tile.length && run < elements; k++) {
      int axis = fastest(k, tile.length, order);
      tile[axis] = Math.max(tile[axis], Math.clamp(elements / run, 1, Math.max(1, shape.dim(axis))));
      run *= tile[axis];
      if (tile[axis] < shape.dim(axis)) {
        return;
      }
    }
  }

  private static int fastest(int k, int rank, MemoryOrder order) {
    return order == MemoryOrder.F ? k : rank - 1 - k;
  }

  /** Returns how many boxes there are; none if the array has no elements. */
  long count() {
    return count;
  }

  /** Does something for every box, on all processors; each takes boxes that lie side by side. */
  public void forEach(Consumer<Region> action) {
    LongStream.range(0, count).parallel().mapToObj(this::tile).forEach(action);
  }

  /** Returns the most elements that a box has. */
  int largest() {
    long product = 1;
    for (int axis = 0; axis < tile.length; axis++) {
      product *= Math.min(tile[axis], Math.max(1, shape.dim(axis)));
    }
    return Math.toIntExact(product);
  }

  /** Returns the box of an index; ascending indices ascend in the chosen order. */
  Region tile(long index) {
    long[] starts = new long[tile.length];
    long[] stops = new long[tile.length];
    for (int k = 0; k < tile.length; k++) {
      int axis = fastest(k, tile.length, walk);
      starts[axis] = index % counts[axis] * tile[axis];
      stops[axis] = Math.min(starts[axis] + tile[axis], shape.dim(axis));
      index /= counts[axis];
    }
    return Region.of(starts, stops);
  }
}
