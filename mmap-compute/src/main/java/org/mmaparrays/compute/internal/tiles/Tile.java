package org.mmaparrays.compute.internal.tiles;

import org.mmaparrays.ArrayData;
import org.mmaparrays.NdArray;
import org.mmaparrays.compute.internal.loops.Order;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.PrimitiveType;

/**
 * A buffer for some elements of an array, copied in one go and then read as {@code double}.
 *
 * <p>The elements are kept as the array has them, and a few hundred at a time are converted: the copy is as fast as
 * memory, the conversion is a loop that becomes vector instructions, and its result stays in the first-level cache.
 */
public final class Tile {
  private final Primitive primitive;
  private final int capacity;
  private final byte[] bytes;
  private final short[] shorts;
  private final int[] ints;
  private final long[] longs;
  private final float[] floats;
  private final double[] doubles;

  /** A tile for elements of a real type. */
  Tile(Primitive primitive, int capacity) {
    this.primitive = primitive;
    this.capacity = capacity;
    bytes = new byte[switch (primitive) {
      case INT8, UINT8 -> capacity;
      default -> 0;
    }];
    shorts = new short[switch (primitive) {
      case INT16, UINT16, FLOAT16 -> capacity;
      default -> 0;
    }];
    ints = new int[switch (primitive) {
      case INT32, UINT32 -> capacity;
      default -> 0;
    }];
    longs = new long[isLong(primitive) ? capacity : 0];
    // There is no bulk copy of a bool array's bits that allocates nothing; as float it is exact.
    floats = new float[switch (primitive) {
      case BOOL, FLOAT32 -> capacity;
      default -> 0;
    }];
    doubles = new double[primitive == Primitive.FLOAT64 ? capacity : 0];
  }

  /** Returns the most elements that it holds. */
  int capacity() {
    return capacity;
  }

  public static Primitive primitive(ArrayData array) {
    return switch (array.dtype()) {
      case PrimitiveType type -> type.primitive();
    };
  }

  /** Returns whether not every element is a {@code double}. */
  public static boolean isLong(Primitive primitive) {
    return primitive == Primitive.INT64 || primitive == Primitive.UINT64;
  }

  /** Takes all elements of a view, which has at most as many as this tile, in row-major order. */
  void load(NdArray view) {
    switch (primitive) {
      case INT8, UINT8 -> view.copyBitsTo(bytes);
      case INT16, UINT16, FLOAT16 -> view.copyBitsTo(shorts);
      case INT32, UINT32 -> view.copyBitsTo(ints);
      case INT64, UINT64 -> view.copyBitsTo(longs);
      case BOOL -> view.copyWidenedTo(floats);
      case FLOAT32 -> view.copyTo(floats);
      case FLOAT64 -> view.copyTo(doubles);
      case COMPLEX64, COMPLEX128 -> throw new AssertionError(primitive);
    }
  }

  /** Gives back all elements of a view of float32 or float64, in row-major order. */
  void store(NdArray view) {
    if (primitive == Primitive.FLOAT32) {
      view.copyFrom(floats);
    } else {
      view.copyFrom(doubles);
    }
  }

  /** Converts {@code count} elements; 64-bit integers are rounded to the nearest double. */
  void read(int from, int count, double[] row) {
    switch (primitive) {
      case INT8 -> Conversions.signed(bytes, from, count, row);
      case UINT8 -> Conversions.unsigned(bytes, from, count, row);
      case INT16 -> Conversions.signed(shorts, from, count, row);
      case UINT16 -> Conversions.unsigned(shorts, from, count, row);
      case FLOAT16 -> Conversions.halves(shorts, from, count, row);
      case INT32 -> Conversions.signed(ints, from, count, row);
      case UINT32 -> Conversions.unsigned(ints, from, count, row);
      case INT64 -> Conversions.signed(longs, from, count, row);
      case UINT64 -> Conversions.unsigned(longs, from, count, row);
      case BOOL, FLOAT32 -> Conversions.floats(floats, from, count, row);
      case FLOAT64 -> System.arraycopy(doubles, from, row, 0, count);
      case COMPLEX64, COMPLEX128 -> throw new AssertionError(primitive);
    }
  }

  /** Extends the extremes of lanes from 0 on by {@code count} 64-bit integers, as keys of {@link Order}. */
  public void extend(int from, int count, long[] mins, long[] maxs) {
    long flip = primitive == Primitive.UINT64 ? Long.MIN_VALUE : 0;
    for (int i = 0; i < count; i++) {
      long key = longs[from + i] ^ flip;
      mins[i] = Math.min(mins[i], key);
      maxs[i] = Math.max(maxs[i], key);
    }
  }

  /** Returns the elements of float32 or bool. */
  float[] floats() {
    return floats;
  }

  /** Replaces {@code count} elements of float32 or float64, rounded to nearest. */
  void write(int from, int count, double[] row) {
    if (primitive == Primitive.FLOAT32) {
      Conversions.narrow(row, count, floats, from);
    } else {
      System.arraycopy(row, 0, doubles, from, count);
    }
  }
}
