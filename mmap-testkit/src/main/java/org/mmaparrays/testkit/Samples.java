package org.mmaparrays.testkit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Random;
import org.mmaparrays.NdArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Complex;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.PrimitiveType;

/** Contents that reveal confusion: distinct values, and bit patterns that careless code alters. */
final class Samples {
  /** The seed of everything random in the kit; printed in its report. */
  static final long SEED = 20_250_115;

  private Samples() {}

  static Primitive primitive(DType dtype) {
    return switch (dtype) {
      case PrimitiveType type -> type.primitive();
    };
  }

  /** Returns a value of the type that depends on the position, as {@link NdArray#getValue} gives it. */
  static Object value(DType dtype, long position) {
    long k = position % 120 + 1;
    return switch (primitive(dtype)) {
      case BOOL -> position % 2 == 0;
      case INT8 -> (byte) -k;
      case INT16 -> (short) (-k * 256);
      case INT32 -> (int) (-k << 20);
      case INT64 -> -k << 50;
      case UINT8 -> (short) (255 - k);
      case UINT16 -> (int) (65_535 - k);
      case UINT32 -> 0xFFFF_FFFFL - k;
      case UINT64 -> BigInteger.ONE.shiftLeft(64).subtract(BigInteger.valueOf(k));
      case FLOAT16 -> k / 4f;
      case FLOAT32 -> k / 3f;
      case FLOAT64 -> k / 3d;
      case COMPLEX64 -> new Complex(k / 4d, -k);
      case COMPLEX128 -> new Complex(k / 3d, -k);
    };
  }

  /** Sets every element to its {@link #value}. */
  static void fill(NdArray view) {
    long position = 0;
    for (long[] index : new Indices(view.shape())) {
      view.setValue(index, value(view.dtype(), position++));
    }
  }

  /** Returns an array in memory of random {@link #bits}. */
  static NdArray random(ArraySpec spec) {
    NdArray array = NdArray.allocate(spec);
    byte[] bits = bits(spec.dtype(), Math.toIntExact(spec.shape().elementCount()));
    MemorySegment.copy(bits, 0, array.segment(), ValueLayout.JAVA_BYTE, 0, bits.length);
    return array;
  }

  /**
   * Random bits for all elements, among them NaNs with payloads, negative zeros and subnormals; booleans are 0
   * or 1.
   */
  static byte[] bits(DType dtype, int elements) {
    byte[] bits = new byte[Math.multiplyExact(elements, dtype.byteSize())];
    new Random(SEED).nextBytes(bits);
    if (primitive(dtype) == Primitive.BOOL) {
      for (int i = 0; i < bits.length; i++) {
        bits[i] &= 1;
      }
      return bits;
    }
    // Extremes of the high byte, in either order: quiet and signalling NaNs, zeros, infinities, subnormals.
    byte[][] patterns = {{(byte) 0x80, 0}, {0, 0}, {0x7F, (byte) 0x80}, {0x7F, (byte) 0xA0},
        {(byte) 0xFF, (byte) 0xF1}, {0, 1}};
    int unit = primitive(dtype).unitSize();
    for (int at = 0, k = 0; at + unit <= bits.length && k < patterns.length; at += unit, k++) {
      for (int i = 0; i < unit; i++) {
        byte pattern = i == 0 ? patterns[k][0] : i == 1 ? patterns[k][1] : 0;
        bits[dtype.order() == ByteOrder.BIG_ENDIAN ? at + i : at + unit - 1 - i] = pattern;
      }
    }
    return bits;
  }
}
