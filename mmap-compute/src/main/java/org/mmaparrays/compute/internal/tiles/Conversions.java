package org.mmaparrays.compute.internal.tiles;

/** One loop for each Java array that elements come in, so that each is compiled for one type and to vectors. */
public final class Conversions {
  private Conversions() {}

  static void signed(byte[] source, int from, int count, double[] row) {
    for (int i = 0; i < count; i++) {
      row[i] = source[from + i];
    }
  }

  static void unsigned(byte[] source, int from, int count, double[] row) {
    for (int i = 0; i < count; i++) {
      row[i] = source[from + i] & 0xFF;
    }
  }

  static void signed(short[] source, int from, int count, double[] row) {
    for (int i = 0; i < count; i++) {
      row[i] = source[from + i];
    }
  }

  static void unsigned(short[] source, int from, int count, double[] row) {
    for (int i = 0; i < count; i++) {
      row[i] = source[from + i] & 0xFFFF;
    }
  }

  static void halves(short[] source, int from, int count, double[] row) {
    for (int i = 0; i < count; i++) {
      row[i] = Float.float16ToFloat(source[from + i]);
    }
  }

  static void signed(int[] source, int from, int count, double[] row) {
    for (int i = 0; i < count; i++) {
      row[i] = source[from + i];
    }
  }

  static void unsigned(int[] source, int from, int count, double[] row) {
    for (int i = 0; i < count; i++) {
      row[i] = source[from + i] & 0xFFFF_FFFFL;
    }
  }

  static void signed(long[] source, int from, int count, double[] row) {
    for (int i = 0; i < count; i++) {
      row[i] = source[from + i];
    }
  }

  static void unsigned(long[] source, int from, int count, double[] row) {
    for (int i = 0; i < count; i++) {
      row[i] = unsigned(source[from + i]);
    }
  }

  /** Returns the double nearest to an unsigned number. */
  public static double unsigned(long bits) {
    // Halved, with the bit that falls off kept as a sticky one: rounding then goes the same way.
    return bits >= 0 ? bits : 2.0 * ((bits >>> 1) | (bits & 1));
  }

  static void floats(float[] source, int from, int count, double[] row) {
    for (int i = 0; i < count; i++) {
      row[i] = source[from + i];
    }
  }

  static void narrow(double[] row, int count, float[] target, int to) {
    for (int i = 0; i < count; i++) {
      target[to + i] = (float) row[i];
    }
  }
}
