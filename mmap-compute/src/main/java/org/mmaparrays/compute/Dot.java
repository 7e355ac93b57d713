package org.mmaparrays.compute;

import org.mmaparrays.compute.internal.loops.DotKernelSelector;

/**
 * Dot products of Java arrays, for loops over rows that are copied into one ({@code NdArray.getRow}).
 *
 * {@snippet :
 * float[] row = new float[columns];
 * for (long i = 0; i < rows; i++) {
 *   view.getRow(i, row);
 *   result[(int) i] = Dot.of(row, weights);
 * }
 * }
 *
 * <p>All products and sums are float64; products add up in 32 sums side by side, which are then added pairwise. The result is
 * the same bit by bit with and without the Vector API. Allocates nothing.
 *
 * <p>All methods throw {@link IllegalArgumentException} if the arrays differ in length.
 */
public final class Dot {
  private static final DotKernelSelector FLOATS = new DotKernelSelector((rows, loops) -> {
    float[] row = new float[rows.width()];
    return () -> loops.dot(row, row, row.length);
  });
  private static final DotKernelSelector MIXED = new DotKernelSelector((rows, loops) -> {
    float[] row = new float[rows.width()];
    double[] vector = new double[rows.width()];
    return () -> loops.dot(row, vector, row.length);
  });
  private static final DotKernelSelector DOUBLES = new DotKernelSelector((rows, loops) -> {
    double[] row = new double[rows.width()];
    return () -> loops.dot(row, row, row.length);
  });

  private Dot() {}

  /** Returns the dot product of float32 vectors. */
  public static double of(float[] a, float[] b) {
    check(a.length, b.length);
    return FLOATS.loops(a.length).dot(a, b, a.length);
  }

  /** Returns the dot product of a float32 and a float64 vector. */
  public static double of(float[] a, double[] b) {
    check(a.length, b.length);
    return MIXED.loops(a.length).dot(a, b, a.length);
  }

  /** Returns the dot product of float64 vectors. */
  public static double of(double[] a, double[] b) {
    check(a.length, b.length);
    return DOUBLES.loops(a.length).dot(a, b, a.length);
  }

  private static void check(int a, int b) {
    if (a != b) {
      throw new IllegalArgumentException("vectors of " + a + " and " + b + " numbers");
    }
  }
}
