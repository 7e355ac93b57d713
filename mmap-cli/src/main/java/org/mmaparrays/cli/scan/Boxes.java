package org.mmaparrays.cli.scan;

import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.mmaparrays.Chunks;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.Shape;

/**
 * Goes through all elements of an array, box after box of a few MiB, on all processors: boxes in place where it is mapped, and of
 * one chunk after the other where it is decoded.
 */
final class Boxes {
  private final StoredArray array;
  private final Tiling tiles;

  /**
   * Boxes for copying an array to an order, or for going through it in that.
   *
   * @param array must stay open
   */
  Boxes(StoredArray array, MemoryOrder target) {
    this.array = array;
    this.tiles = array.info().mapped()
        ? Tiling.between(array.spec(), target)
        : ofChunk(rowsOf(array.spec(), array.chunks().rowsPerChunk()));
  }

  private static Shape rowsOf(ArraySpec spec, long rows) {
    long[] dims = spec.shape().dims();
    if (dims.length > 0) {
      dims[0] = Math.min(dims[0], rows);
    }
    return Shape.of(dims);
  }

  private Tiling ofChunk(Shape shape) {
    return Tiling.rowMajor(shape, array.spec().dtype().byteSize());
  }

  /** Returns the most elements that a box has. */
  int largest() {
    return tiles.largest();
  }

  /**
   * Does something for every box; different threads do it at the same time.
   *
   * @param action takes the place of a box in the array, and its elements, which it may use while it runs
   */
  void forEach(BiConsumer<? super Region, ? super NdArray> action) {
    forEachWith(() -> action);
  }

  /**
   * Does something for every box, where each thread needs an object of its own.
   *
   * @param worker makes the action of a thread
   */
  void forEachWith(Supplier<? extends BiConsumer<? super Region, ? super NdArray>> worker) {
    if (array.info().mapped()) {
      NdArray view = array.view();
      ThreadLocal<BiConsumer<? super Region, ? super NdArray>> actions = ThreadLocal.withInitial(worker);
      tiles.forEach(box -> actions.get().accept(box, view.region(box)));
      return;
    }
    Chunks chunks = array.chunks();
    chunks.parallel().forEachWith(() -> {
      BiConsumer<? super Region, ? super NdArray> action = worker.get();
      return chunk -> {
        Tiling inside = ofChunk(chunk.view().shape());
        for (long index = 0; index < inside.count(); index++) {
          Region box = inside.tile(index);
          action.accept(shifted(box, chunk.rows().from()), chunk.view().region(box));
        }
      };
    });
  }

  /** Returns a box of rows counted from another one. */
  static Region shifted(Region box, long rows) {
    long[] starts = new long[box.rank()];
    long[] stops = new long[box.rank()];
    for (int axis = 0; axis < box.rank(); axis++) {
      starts[axis] = box.start(axis) + (axis == 0 ? rows : 0);
      stops[axis] = box.stop(axis) + (axis == 0 ? rows : 0);
    }
    return Region.of(starts, stops);
  }
}
