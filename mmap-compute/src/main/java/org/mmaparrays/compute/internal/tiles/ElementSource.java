package org.mmaparrays.compute.internal.tiles;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayData;
import org.mmaparrays.NdArray;
import org.mmaparrays.compute.internal.loops.Lanes;
import org.mmaparrays.compute.internal.loops.Rows;
import org.mmaparrays.compute.internal.loops.SegmentSlices;
import org.mmaparrays.model.Primitive;

/**
 * Gives the elements of views to the loops, in row-major order: float32 and float64 of this machine's byte order where they
 * lie, if they lie side by side; all others tile by tile, converted to float64 in a buffer.
 *
 * <p>For one thread, which owns its buffers.
 */
public final class ElementSource {
  /** Elements of a tile: its bytes and its float64 fit a second-level cache. */
  private static final int TILE = 1 << 15;

  private final Primitive primitive;
  private final boolean direct;
  private @Nullable Tile tile;
  private double[] converted = {};
  private MemorySegment buffer = MemorySegment.NULL;

  /** Receives runs of elements. */
  public interface Consumer {
    /**
     * Takes elements that follow each other.
     *
     * @param memory float64, or float32 if the array is of that type
     * @param tile 64-bit integers as they are, null for all other types
     */
    void accept(MemorySegment memory, long elements, @Nullable Tile tile);
  }

  /** A feed of views of an array, which is real. */
  public ElementSource(ArrayData array) {
    this.primitive = Tile.primitive(array);
    this.direct = isDirect(array);
  }

  /** Returns whether elements are numbers that loops run on as they are. */
  static boolean isDirect(ArrayData array) {
    Primitive primitive = Tile.primitive(array);
    return (primitive == Primitive.FLOAT32 || primitive == Primitive.FLOAT64)
        && array.dtype().order() == ByteOrder.nativeOrder();
  }

  /** Returns whether the elements are given as float64, and not as float32. */
  public boolean givesDoubles() {
    return givesDoubles(primitive);
  }

  public static boolean givesDoubles(Primitive primitive) {
    return primitive != Primitive.FLOAT32;
  }

  /**
   * Gives all elements of a view.
   *
   * @param unit runs begin at multiples of so many elements of the view; at most {@link Lanes#MAX_COLUMNS}
   */
  public void give(NdArray view, int unit, Consumer consumer) {
    if (view.shape().elementCount() == 0) {
      return;
    }
    if (direct && isDense(view)) {
      view.readSegment(memory -> giveDense(memory, unit, consumer));
    } else {
      TileWalk.visit(
          Math.max(unit, TILE / unit * unit), pieces -> giveTile(pieces[0], consumer), view);
    }
  }

  private void giveDense(MemorySegment memory, int unit, Consumer consumer) {
    int size = Rows.elementSize(givesDoubles());
    long elements = memory.byteSize() / size;
    long max = SegmentSlices.maxElements(unit, size);
    for (long at = 0; at < elements; at += max) {
      long some = Math.min(max, elements - at);
      consumer.accept(SegmentSlices.of(memory, at * size, some * size), some, null);
    }
  }

  private void giveTile(NdArray view, Consumer consumer) {
    int elements = (int) view.shape().elementCount();
    Tile loaded = tile;
    if (loaded == null || loaded.capacity() < elements) {
      loaded = new Tile(primitive, elements);
      tile = loaded;
      converted = new double[givesDoubles() ? elements : 0];
      buffer = Arena.ofAuto().allocate((long) elements * Double.BYTES, Double.BYTES);
    }
    loaded.load(view);
    if (givesDoubles()) {
      loaded.read(0, elements, converted);
      MemorySegment.copy(converted, 0, buffer, JAVA_DOUBLE_UNALIGNED, 0, elements);
    } else {
      MemorySegment.copy(loaded.floats(), 0, buffer, JAVA_FLOAT_UNALIGNED, 0, elements);
    }
    consumer.accept(buffer, elements, Tile.isLong(primitive) ? loaded : null);
  }

  /** Returns whether the elements lie side by side in row-major order. */
  public static boolean isDense(NdArray view) {
    long[] strides = view.strides();
    long expected = view.dtype().byteSize();
    for (int axis = strides.length - 1; axis >= 0; axis--) {
      if (view.shape().dim(axis) > 1 && strides[axis] != expected) {
        return false;
      }
      expected *= view.shape().dim(axis);
    }
    return true;
  }
}
