package org.mmaparrays.compute.internal.loops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.mmaparrays.compute.Dot;

class DotTest {
  private final DotLoops portable = new PortableDots();
  private final DotLoops vector = VectorModule.make(DotLoops.class, "VectorDots");

  @RepeatedTest(200)
  void vectorLoopsGiveTheSameBits(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int length = seed < 100 ? seed : random.nextInt(1, 3000);
    double[] a = random.doubles(length, -1e3, 1e3).toArray();
    double[] b = random.doubles(length, -1e3, 1e3).toArray();
    if (length > 0 && random.nextInt(5) == 0) {
      a[random.nextInt(length)] = random.nextBoolean() ? Double.NaN : -0.0;
      b[random.nextInt(length)] = random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.MIN_VALUE;
    }
    float[] x = floats(a);
    float[] y = floats(b);
    same(vector.dot(x, y, length), portable.dot(x, y, length), Dot.of(x, y));
    same(vector.dot(x, b, length), portable.dot(x, b, length), Dot.of(x, b));
    same(vector.dot(a, b, length), portable.dot(a, b, length), Dot.of(a, b));
    for (boolean doubles : new boolean[] {false, true}) {
      MemorySegment memory = Arena.ofAuto().allocate(Math.max(1, 2L * length * 8), 8);
      MemorySegment.copy(doubles ? MemorySegment.ofArray(a) : MemorySegment.ofArray(x), 0, memory, 0,
          (long) length * Rows.elementSize(doubles));
      Rows rows = Rows.dense(memory, doubles, 0, 2, length);
      double[] expected = new double[3];
      double[] actual = new double[3];
      portable.times(rows, b, expected, 1);
      vector.times(rows, b, actual, 1);
      assertThat(actual).isEqualTo(expected);
      assertThat(actual[0]).isZero();
      same(actual[1], doubles ? Dot.of(a, b) : Dot.of(x, b));
    }
  }

  /** Compares bits; not-a-numbers are all the same. */
  private static void same(Double... values) {
    assertThat(values).containsOnly(values[0]);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @Test
  void productsAddUpAsTheyWouldExactly() {
    SplittableRandom random = new SplittableRandom(5);
    double[] a = random.doubles(1001, -1, 1).toArray();
    double[] b = random.doubles(1001, -1, 1).toArray();
    BigDecimal exact = BigDecimal.ZERO;
    for (int i = 0; i < a.length; i++) {
      exact = exact.add(new BigDecimal(a[i]).multiply(new BigDecimal(b[i])));
    }
    assertThat(Dot.of(a, b)).isCloseTo(exact.doubleValue(), within(1e-13));
    double[] ones = new double[3];
    Arrays.fill(ones, 1);
    assertThat(Dot.of(new float[] {1, 2, 3}, ones)).isEqualTo(6);
    assertThat(Dot.of(new float[] {1, 2, 3}, new float[] {1, 10, 100})).isEqualTo(321);
    assertThat(Dot.of(new float[0], new float[0])).isZero();
  }

  @Test
  void vectorsOfOneLengthAreNeeded() {
    assertThatThrownBy(() -> Dot.of(new float[2], new float[3])).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vectors of 2 and 3 numbers");
    assertThatThrownBy(() -> Dot.of(new float[2], new double[3]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Dot.of(new double[2], new double[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
