package org.mmaparrays.compute.internal.loops;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * Loops over Java arrays that C2 makes vector loops, row by row; a row is copied into one first, since C2 makes none of
 * loops over memory segments. For one thread, which owns its buffers.
 *
 * <p>The loops are methods of their own over as little as possible: several rows at a time would save loads and stores, but
 * C2 gives up on longer sums.
 */
public final class PortableLoops implements Loops {
  private final float[] floats = new float[Lanes.WIDTH];
  private final double[] doubles = new double[Lanes.WIDTH];
  private final int[] ints = new int[Lanes.WIDTH];
  private final long[] longs = new long[Lanes.WIDTH];

  @Override
  public void add(Rows rows, double[] lanes) {
    for (int row = 0; row < rows.count(); row++) {
      if (rows.doubles()) {
        add(load(rows, row, doubles), rows.width(), lanes);
      } else {
        add(load(rows, row, floats), rows.width(), lanes);
      }
    }
  }

  private static void add(float[] row, int width, double[] lanes) {
    for (int i = 0; i < width; i++) {
      lanes[SUMS + i] += row[i];
    }
  }

  private static void add(double[] row, int width, double[] lanes) {
    for (int i = 0; i < width; i++) {
      lanes[SUMS + i] += row[i];
    }
  }

  @Override
  public void addDeviations(Rows rows, double[] lanes) {
    for (int row = 0; row < rows.count(); row++) {
      if (rows.doubles()) {
        addDeviations(load(rows, row, doubles), rows.width(), lanes);
      } else {
        addDeviations(load(rows, row, floats), rows.width(), lanes);
      }
    }
  }

  private static void addDeviations(float[] row, int width, double[] lanes) {
    for (int i = 0; i < width; i++) {
      double deviation = row[i] - lanes[i];
      lanes[SUMS + i] += deviation;
      lanes[SQUARES + i] += deviation * deviation;
    }
  }

  private static void addDeviations(double[] row, int width, double[] lanes) {
    for (int i = 0; i < width; i++) {
      double deviation = row[i] - lanes[i];
      lanes[SUMS + i] += deviation;
      lanes[SQUARES + i] += deviation * deviation;
    }
  }

  @Override
  public void scale(Rows source, Rows target, double[] lanes) {
    int width = source.width();
    for (int row = 0; row < source.count(); row++) {
      if (source.doubles()) {
        scale(load(source, row, doubles), width, lanes);
        MemorySegment.copy(doubles, 0, target.memory(), JAVA_DOUBLE_UNALIGNED, target.at(row), width);
      } else {
        scale(load(source, row, floats), width, lanes);
        MemorySegment.copy(floats, 0, target.memory(), JAVA_FLOAT_UNALIGNED, target.at(row), width);
      }
    }
  }

  private static void scale(float[] row, int width, double[] lanes) {
    for (int i = 0; i < width; i++) {
      row[i] = (float) ((row[i] - lanes[i]) * lanes[SUMS + i]);
    }
  }

  private static void scale(double[] row, int width, double[] lanes) {
    for (int i = 0; i < width; i++) {
      row[i] = (row[i] - lanes[i]) * lanes[SUMS + i];
    }
  }

  @Override
  public void extend(Rows rows, int[] extremes) {
    for (int row = 0; row < rows.count(); row++) {
      MemorySegment.copy(rows.memory(), JAVA_INT_UNALIGNED, rows.at(row), ints, 0, rows.width());
      extend(ints, rows.width(), extremes);
    }
  }

  private static void extend(int[] row, int width, int[] extremes) {
    for (int i = 0; i < width; i++) {
      int key = row[i] ^ (row[i] >> 31 >>> 1);
      extremes[i] = Math.min(extremes[i], key);
      extremes[MAXS + i] = Math.max(extremes[MAXS + i], key);
    }
  }

  @Override
  public void extend(Rows rows, long[] extremes) {
    for (int row = 0; row < rows.count(); row++) {
      MemorySegment.copy(rows.memory(), JAVA_LONG_UNALIGNED, rows.at(row), longs, 0, rows.width());
      extend(longs, rows.width(), extremes);
    }
  }

  private static void extend(long[] row, int width, long[] extremes) {
    for (int i = 0; i < width; i++) {
      long key = row[i] ^ (row[i] >> 63 >>> 1);
      extremes[i] = Math.min(extremes[i], key);
      extremes[MAXS + i] = Math.max(extremes[MAXS + i], key);
    }
  }

  private static float[] load(Rows rows, int row, float[] buffer) {
    MemorySegment.copy(rows.memory(), JAVA_FLOAT_UNALIGNED, rows.at(row), buffer, 0, rows.width());
    return buffer;
  }

  private static double[] load(Rows rows, int row, double[] buffer) {
    MemorySegment.copy(rows.memory(), JAVA_DOUBLE_UNALIGNED, rows.at(row), buffer, 0, rows.width());
    return buffer;
  }
}
