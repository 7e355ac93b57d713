package org.mmaparrays.compute.internal.loops;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * Dot products without vectors: C2 makes none of sums. Eight of the lanes at a time, in registers, and the next eight in
 * another turn: the numbers are in the first-level cache by then. For one thread, which owns its buffers.
 */
public final class PortableDots implements DotLoops {
  private static final int STEP = 8;

  private final double[] lanes = new double[LANES];
  private float[] floats = {};
  private double[] doubles = {};

  @Override
  public double dot(float[] a, float[] b, int length) {
    int end = length - length % LANES;
    for (int first = 0; first < LANES; first += STEP) {
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      double s4 = 0;
      double s5 = 0;
      double s6 = 0;
      double s7 = 0;
      for (int i = first; i < end; i += LANES) {
        s0 += (double) a[i] * b[i];
        s1 += (double) a[i + 1] * b[i + 1];
        s2 += (double) a[i + 2] * b[i + 2];
        s3 += (double) a[i + 3] * b[i + 3];
        s4 += (double) a[i + 4] * b[i + 4];
        s5 += (double) a[i + 5] * b[i + 5];
        s6 += (double) a[i + 6] * b[i + 6];
        s7 += (double) a[i + 7] * b[i + 7];
      }
      set(first, s0, s1, s2, s3, s4, s5, s6, s7);
    }
    for (int i = end; i < length; i++) {
      lanes[i - end] += (double) a[i] * b[i];
    }
    return DotLoops.total(lanes, LANES);
  }

  @Override
  public double dot(float[] a, double[] b, int length) {
    int end = length - length % LANES;
    for (int first = 0; first < LANES; first += STEP) {
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      double s4 = 0;
      double s5 = 0;
      double s6 = 0;
      double s7 = 0;
      for (int i = first; i < end; i += LANES) {
        s0 += a[i] * b[i];
        s1 += a[i + 1] * b[i + 1];
        s2 += a[i + 2] * b[i + 2];
        s3 += a[i + 3] * b[i + 3];
        s4 += a[i + 4] * b[i + 4];
        s5 += a[i + 5] * b[i + 5];
        s6 += a[i + 6] * b[i + 6];
        s7 += a[i + 7] * b[i + 7];
      }
      set(first, s0, s1, s2, s3, s4, s5, s6, s7);
    }
    for (int i = end; i < length; i++) {
      lanes[i - end] += a[i] * b[i];
    }
    return DotLoops.total(lanes, LANES);
  }

  @Override
  public double dot(double[] a, double[] b, int length) {
    int end = length - length % LANES;
    for (int first = 0; first < LANES; first += STEP) {
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      double s4 = 0;
      double s5 = 0;
      double s6 = 0;
      double s7 = 0;
      for (int i = first; i < end; i += LANES) {
        s0 += a[i] * b[i];
        s1 += a[i + 1] * b[i + 1];
        s2 += a[i + 2] * b[i + 2];
        s3 += a[i + 3] * b[i + 3];
        s4 += a[i + 4] * b[i + 4];
        s5 += a[i + 5] * b[i + 5];
        s6 += a[i + 6] * b[i + 6];
        s7 += a[i + 7] * b[i + 7];
      }
      set(first, s0, s1, s2, s3, s4, s5, s6, s7);
    }
    for (int i = end; i < length; i++) {
      lanes[i - end] += a[i] * b[i];
    }
    return DotLoops.total(lanes, LANES);
  }

  private void set(int first, double s0, double s1, double s2, double s3, double s4, double s5, double s6,
      double s7) {
    lanes[first] = s0;
    lanes[first + 1] = s1;
    lanes[first + 2] = s2;
    lanes[first + 3] = s3;
    lanes[first + 4] = s4;
    lanes[first + 5] = s5;
    lanes[first + 6] = s6;
    lanes[first + 7] = s7;
  }

  @Override
  public void times(Rows rows, double[] vector, double[] result, int from) {
    int width = rows.width();
    if (rows.doubles() && doubles.length < width) {
      doubles = new double[width];
    } else if (!rows.doubles() && floats.length < width) {
      floats = new float[width];
    }
    for (int row = 0; row < rows.count(); row++) {
      if (rows.doubles()) {
        MemorySegment.copy(rows.memory(), JAVA_DOUBLE_UNALIGNED, rows.at(row), doubles, 0, width);
        result[from + row] = dot(doubles, vector, width);
      } else {
        MemorySegment.copy(rows.memory(), JAVA_FLOAT_UNALIGNED, rows.at(row), floats, 0, width);
        result[from + row] = dot(floats, vector, width);
      }
    }
  }
}
