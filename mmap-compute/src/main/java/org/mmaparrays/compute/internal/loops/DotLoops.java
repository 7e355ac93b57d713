package org.mmaparrays.compute.internal.loops;

/**
 * Dot products in float64.
 *
 * <p>Product j is added to lane j mod 32, one rounding after each multiplication and each addition; then lane l + 16 is added
 * to lane l, lane l + 8 to that, and so on: the same bits from every implementation. No step is fused: products of float32
 * are exact in float64 anyway, and products of float64 must not depend on the processor.
 */
public interface DotLoops {
  /** Lanes that add up side by side: four vectors of the widest kind there is. */
  int LANES = 32;

  /** Returns the dot product of the first numbers of two arrays. */
  double dot(float[] a, float[] b, int length);

  /** Returns the same of float32 and float64. */
  double dot(float[] a, double[] b, int length);

  /** Returns the same of float64. */
  double dot(double[] a, double[] b, int length);

  /** Sets entries of the result, from one on, to the dot product of each row and a vector. */
  void times(Rows rows, double[] vector, double[] result, int from);

  /** Adds lanes {@code half} to {@code 2 * half} to those before, and so on until one is left. */
  static double total(double[] lanes, int count) {
    for (int half = count / 2; half > 0; half /= 2) {
      for (int lane = 0; lane < half; lane++) {
        lanes[lane] += lanes[lane + half];
      }
    }
    return lanes[0];
  }
}
