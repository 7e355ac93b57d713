package org.mmaparrays.compute.internal.loops;

import java.math.BigInteger;
import org.mmaparrays.model.Primitive;

/**
 * Numbers as integers in the same order, in which extremes of every type are kept exactly.
 *
 * <p>Floating-point numbers: minus zero comes before zero, and NaNs before or behind all others.
 */
public final class Order {
  private Order() {}

  /** IEEE 754's total order: of negative numbers, all bits but the sign are flipped. */
  public static int key(float value) {
    int bits = Float.floatToRawIntBits(value);
    return bits ^ (bits >> 31 >>> 1);
  }

  public static long key(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return bits ^ (bits >> 63 >>> 1);
  }

  /**
   * Returns the number of a key: of float32 that of its int; of 64-bit integers their own bits, of unsigned ones the first
   * flipped; of all other types that of their float64.
   */
  public static Number number(Primitive primitive, long key) {
    return switch (primitive) {
      case FLOAT64 -> real(key);
      case FLOAT32 -> Float.intBitsToFloat((int) key ^ ((int) key >> 31 >>> 1));
      case FLOAT16 -> (float) real(key);
      case INT64 -> key;
      case UINT64 -> new BigInteger(Long.toUnsignedString(key ^ Long.MIN_VALUE));
      default -> (long) real(key);
    };
  }

  private static double real(long key) {
    return Double.longBitsToDouble(key ^ (key >> 63 >>> 1));
  }
}
