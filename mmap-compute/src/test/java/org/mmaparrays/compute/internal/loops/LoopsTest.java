package org.mmaparrays.compute.internal.loops;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Vector loops against portable ones, bit by bit: these tests run with the module of the Vector API. */
class LoopsTest {
  private final Loops portable = new PortableLoops();
  private final Loops vector = VectorModule.make(Loops.class, "VectorLoops");

  @RepeatedTest(300)
  void vectorLoopsGiveTheSameBits(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    boolean doubles = random.nextBoolean();
    Rows rows = randomRows(random, doubles);
    double[] lanes = lanes(random);
    double[] expected = lanes.clone();
    double[] actual = lanes.clone();
    portable.add(rows, expected);
    vector.add(rows, actual);
    assertThat(bits(actual)).as("sums of %s", rows).isEqualTo(bits(expected));
    portable.addDeviations(rows, expected);
    vector.addDeviations(rows, actual);
    assertThat(bits(actual)).as("deviations of %s", rows).isEqualTo(bits(expected));
    assertThat(extremes(vector, rows)).as("extremes of %s", rows).isEqualTo(extremes(portable, rows));
    assertThat(scaled(vector, rows, lanes)).as("scaled %s", rows).isEqualTo(scaled(portable, rows, lanes));
  }

  /** Any width and number of rows, at any address, with every kind of number. */
  private static Rows randomRows(SplittableRandom random, boolean doubles) {
    int width = random.nextInt(4) == 0 ? Lanes.WIDTH : random.nextInt(1, Lanes.WIDTH + 1);
    int count = random.nextInt(1, 14);
    int size = Rows.elementSize(doubles);
    long stride = (width + random.nextInt(0, 3)) * (long) size;
    long offset = random.nextInt(0, 70);
    MemorySegment memory = Arena.ofAuto().allocate(offset + stride * count, 64);
    boolean wild = random.nextInt(3) == 0;
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < width; i++) {
        double value = wild ? wild(random) : random.nextDouble(-1e3, 1e3);
        long at = offset + row * stride + (long) i * size;
        if (doubles) {
          memory.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, at, value);
        } else {
          memory.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, (float) value);
        }
      }
    }
    return new Rows(memory, doubles, offset, stride, count, width);
  }

  private static double wild(SplittableRandom random) {
    return switch (random.nextInt(12)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> Double.NEGATIVE_INFINITY;
      case 3 -> -0.0;
      case 4 -> 0.0;
      case 5 -> Float.MIN_VALUE;
      case 6 -> Double.MIN_VALUE;
      case 7 -> Float.MAX_VALUE;
      case 8 -> -Double.MAX_VALUE;
      case 9 -> 1e-310;
      default -> random.nextDouble(-1, 1);
    };
  }

  private static double[] lanes(SplittableRandom random) {
    double[] lanes = new double[Loops.SIZE];
    Arrays.setAll(lanes, i -> random.nextDouble(-10, 10));
    return lanes;
  }

  /** Every not-a-number is the same: which of its bits an operation keeps is up to the processor. */
  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToLongBits).toArray();
  }

  private static Object extremes(Loops loops, Rows rows) {
    if (rows.doubles()) {
      long[] extremes = new long[Loops.EXTREMES];
      loops.extend(rows, extremes);
      return extremes;
    }
    int[] extremes = new int[Loops.EXTREMES];
    loops.extend(rows, extremes);
    return extremes;
  }

  private static long[] scaled(Loops loops, Rows rows, double[] lanes) {
    Rows target = rows.in(Arena.ofAuto().allocate(rows.memory().byteSize(), 64));
    loops.scale(rows, target, lanes);
    long[] bits = new long[rows.count() * rows.width()];
    Arrays.setAll(bits,
        i -> Double.doubleToLongBits(target.get(i / rows.width(), i % rows.width())));
    return bits;
  }

  @Test
  void lanesBeyondTheWidthStayAsTheyAre() {
    Rows rows = Rows.dense(Arena.ofAuto().allocate(4 * 3 * 8, 8), true, 0, 4, 3);
    for (Loops loops : new Loops[] {portable, vector}) {
      double[] lanes = new double[Loops.SIZE];
      Arrays.fill(lanes, 7);
      loops.add(rows, lanes);
      loops.addDeviations(rows, lanes);
      assertThat(lanes[Loops.SUMS + 2]).isEqualTo(7 - 4 * 7);
      assertThat(lanes[Loops.SUMS + 3]).isEqualTo(7);
      assertThat(lanes[Loops.SQUARES + 2]).isEqualTo(7 + 4 * 49);
      assertThat(lanes[Loops.SQUARES + 3]).isEqualTo(7);
    }
  }
}
