package org.mmaparrays.compute.internal.loops;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops of the Vector API, directly on memory segments; this class is loaded only where its module is.
 *
 * <p>Four rows at a time, so that the lanes' sums are loaded and stored once for four numbers. The sums stay in the
 * first-level cache, and rows are read from one end to the other, as the hardware prefetches them. The faster-looking
 * choice, sums in registers over narrow strips of columns, reads 128 bytes of every row: that is fast or half as fast,
 * depending on whether the prefetcher follows the stride.
 *
 * <p>Every method with vector accesses to memory begins with one of a single byte, in vain. Where a page cannot be read, the
 * JVM throws only from code that it has marked as touching memory outside the heap, and ends itself elsewhere; C2 marks code with a scalar access, and forgets to for vectors (JDK 25).
 */
final class VectorLoops implements Loops {
  private static final VectorSpecies<Double> DOUBLES = VectorDots.DOUBLES;
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  /** Vectors of as many float32 as a vector has float64: one load and one conversion beat one load and two. */
  private static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));

  private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

  private static DoubleVector floats(MemorySegment memory, long at) {
    return (DoubleVector) FloatVector.fromMemorySegment(FLOATS, memory, at, NATIVE)
        .convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  private static DoubleVector doubles(MemorySegment memory, long at) {
    return DoubleVector.fromMemorySegment(DOUBLES, memory, at, NATIVE);
  }

  @Override
  public void add(Rows rows, double[] lanes) {
    int row = 0;
    for (; row + 4 <= rows.count(); row += 4) {
      if (rows.doubles()) {
        add4Doubles(rows.memory(), rows.at(row), rows.stride(), rows.width(), lanes);
      } else {
        add4Floats(rows.memory(), rows.at(row), rows.stride(), rows.width(), lanes);
      }
    }
    for (; row < rows.count(); row++) {
      for (int i = 0; i < rows.width(); i++) {
        lanes[SUMS + i] += rows.get(row, i);
      }
    }
  }

  private static void add4Floats(MemorySegment memory, long at, long stride, int width, double[] lanes) {
    memory.get(JAVA_BYTE, at);
    int i = 0;
    for (; i < DOUBLES.loopBound(width); i += DOUBLES.length()) {
      long from = at + (long) i * Float.BYTES;
      DoubleVector.fromArray(DOUBLES, lanes, SUMS + i)
          .add(floats(memory, from))
          .add(floats(memory, from + stride))
          .add(floats(memory, from + 2 * stride))
          .add(floats(memory, from + 3 * stride))
          .intoArray(lanes, SUMS + i);
    }
    for (; i < width; i++) {
      for (int row = 0; row < 4; row++) {
        lanes[SUMS + i] += memory.get(JAVA_FLOAT_UNALIGNED, at + row * stride + (long) i * Float.BYTES);
      }
    }
  }

  private static void add4Doubles(MemorySegment memory, long at, long stride, int width,
      double[] lanes) {
    memory.get(JAVA_BYTE, at);
    int i = 0;
    for (; i < DOUBLES.loopBound(width); i += DOUBLES.length()) {
      long from = at + (long) i * Double.BYTES;
      DoubleVector.fromArray(DOUBLES, lanes, SUMS + i)
          .add(doubles(memory, from))
          .add(doubles(memory, from + stride))
          .add(doubles(memory, from + 2 * stride))
          .add(doubles(memory, from + 3 * stride))
          .intoArray(lanes, SUMS + i);
    }
    for (; i < width; i++) {
      for (int row = 0; row < 4; row++) {
        lanes[SUMS + i] += memory.get(JAVA_DOUBLE_UNALIGNED, at + row * stride + (long) i * Double.BYTES);
      }
    }
  }

  @Override
  public void addDeviations(Rows rows, double[] lanes) {
    int row = 0;
    for (; row + 4 <= rows.count(); row += 4) {
      if (rows.doubles()) {
        addDeviations4Doubles(
            rows.memory(), rows.at(row), rows.stride(), rows.width(), lanes);
      } else {
        addDeviations4Floats(
            rows.memory(), rows.at(row), rows.stride(), rows.width(), lanes);
      }
    }
    for (; row < rows.count(); row++) {
      for (int i = 0; i < rows.width(); i++) {
        addDeviation(rows.get(row, i), i, lanes);
      }
    }
  }

  private static void addDeviations4Floats(MemorySegment memory, long at, long stride, int width,
      double[] lanes) {
    memory.get(JAVA_BYTE, at);
    int i = 0;
    for (; i < DOUBLES.loopBound(width); i += DOUBLES.length()) {
      long from = at + (long) i * Float.BYTES;
      DoubleVector shift = DoubleVector.fromArray(DOUBLES, lanes, i);
      DoubleVector p = floats(memory, from).sub(shift);
      DoubleVector q = floats(memory, from + stride).sub(shift);
      DoubleVector r = floats(memory, from + 2 * stride).sub(shift);
      DoubleVector s = floats(memory, from + 3 * stride).sub(shift);
      DoubleVector.fromArray(DOUBLES, lanes, SUMS + i).add(p).add(q).add(r).add(s).intoArray(lanes, SUMS + i);
      DoubleVector.fromArray(DOUBLES, lanes, SQUARES + i)
          .add(p.mul(p))
          .add(q.mul(q))
          .add(r.mul(r))
          .add(s.mul(s))
          .intoArray(lanes, SQUARES + i);
    }
    for (; i < width; i++) {
      for (int row = 0; row < 4; row++) {
        addDeviation(memory.get(JAVA_FLOAT_UNALIGNED, at + row * stride + (long) i * Float.BYTES), i, lanes);
      }
    }
  }

  private static void addDeviations4Doubles(MemorySegment memory, long at, long stride, int width,
      double[] lanes) {
    memory.get(JAVA_BYTE, at);
    int i = 0;
    for (; i < DOUBLES.loopBound(width); i += DOUBLES.length()) {
      long from = at + (long) i * Double.BYTES;
      DoubleVector shift = DoubleVector.fromArray(DOUBLES, lanes, i);
      DoubleVector p = doubles(memory, from).sub(shift);
      DoubleVector q = doubles(memory, from + stride).sub(shift);
      DoubleVector r = doubles(memory, from + 2 * stride).sub(shift);
      DoubleVector s = doubles(memory, from + 3 * stride).sub(shift);
      DoubleVector.fromArray(DOUBLES, lanes, SUMS + i).add(p).add(q).add(r).add(s).intoArray(lanes, SUMS + i);
      DoubleVector.fromArray(DOUBLES, lanes, SQUARES + i)
          .add(p.mul(p))
          .add(q.mul(q))
          .add(r.mul(r))
          .add(s.mul(s))
          .intoArray(lanes, SQUARES + i);
    }
    for (; i < width; i++) {
      for (int row = 0; row < 4; row++) {
        addDeviation(memory.get(JAVA_DOUBLE_UNALIGNED, at + row * stride + (long) i * Double.BYTES), i,
            lanes);
      }
    }
  }

  private static void addDeviation(double value, int lane, double[] lanes) {
    double deviation = value - lanes[lane];
    lanes[SUMS + lane] += deviation;
    lanes[SQUARES + lane] += deviation * deviation;
  }

  @Override
  public void scale(Rows source, Rows target, double[] lanes) {
    for (int row = 0; row < source.count(); row++) {
      if (source.doubles()) {
        scaleDoubles(source.memory(), source.at(row), target.memory(), target.at(row), source.width(), lanes);
      } else {
        scaleFloats(source.memory(), source.at(row), target.memory(), target.at(row), source.width(), lanes);
      }
    }
  }

  private static void scaleFloats(MemorySegment source, long from, MemorySegment target, long to, int width,
      double[] lanes) {
    source.get(JAVA_BYTE, from);
    target.get(JAVA_BYTE, to);
    int i = 0;
    for (; i < DOUBLES.loopBound(width); i += DOUBLES.length()) {
      DoubleVector scaled = floats(source, from + (long) i * Float.BYTES)
          .sub(DoubleVector.fromArray(DOUBLES, lanes, i))
          .mul(DoubleVector.fromArray(DOUBLES, lanes, SUMS + i));
      ((FloatVector) scaled.convertShape(VectorOperators.D2F, FLOATS, 0))
          .intoMemorySegment(target, to + (long) i * Float.BYTES, NATIVE);
    }
    for (; i < width; i++) {
      double scaled =
          (source.get(JAVA_FLOAT_UNALIGNED, from + (long) i * Float.BYTES) - lanes[i]) * lanes[SUMS + i];
      target.set(JAVA_FLOAT_UNALIGNED, to + (long) i * Float.BYTES, (float) scaled);
    }
  }

  private static void scaleDoubles(MemorySegment source, long from, MemorySegment target, long to, int width,
      double[] lanes) {
    source.get(JAVA_BYTE, from);
    target.get(JAVA_BYTE, to);
    int i = 0;
    for (; i < DOUBLES.loopBound(width); i += DOUBLES.length()) {
      doubles(source, from + (long) i * Double.BYTES)
          .sub(DoubleVector.fromArray(DOUBLES, lanes, i))
          .mul(DoubleVector.fromArray(DOUBLES, lanes, SUMS + i))
          .intoMemorySegment(target, to + (long) i * Double.BYTES, NATIVE);
    }
    for (; i < width; i++) {
      double scaled =
          (source.get(JAVA_DOUBLE_UNALIGNED, from + (long) i * Double.BYTES) - lanes[i]) * lanes[SUMS + i];
      target.set(JAVA_DOUBLE_UNALIGNED, to + (long) i * Double.BYTES, scaled);
    }
  }

  @Override
  public void extend(Rows rows, int[] extremes) {
    int row = 0;
    for (; row + 4 <= rows.count(); row += 4) {
      extend4(rows.memory(), rows.at(row), rows.stride(), rows.width(), extremes);
    }
    for (; row < rows.count(); row++) {
      for (int i = 0; i < rows.width(); i++) {
        extend(rows.memory().get(JAVA_INT_UNALIGNED, rows.at(row) + (long) i * Integer.BYTES), i, extremes);
      }
    }
  }

  private static IntVector intKeys(MemorySegment memory, long at) {
    IntVector bits = IntVector.fromMemorySegment(INTS, memory, at, NATIVE);
    return bits.lanewise(VectorOperators.XOR,
        bits.lanewise(VectorOperators.ASHR, 31).lanewise(VectorOperators.LSHR, 1));
  }

  private static void extend4(MemorySegment memory, long at, long stride, int width, int[] extremes) {
    memory.get(JAVA_BYTE, at);
    int i = 0;
    for (; i < INTS.loopBound(width); i += INTS.length()) {
      long from = at + (long) i * Integer.BYTES;
      IntVector p = intKeys(memory, from);
      IntVector q = intKeys(memory, from + stride);
      IntVector r = intKeys(memory, from + 2 * stride);
      IntVector s = intKeys(memory, from + 3 * stride);
      IntVector.fromArray(INTS, extremes, i).min(p.min(q)).min(r.min(s)).intoArray(extremes, i);
      IntVector.fromArray(INTS, extremes, MAXS + i).max(p.max(q)).max(r.max(s)).intoArray(extremes, MAXS + i);
    }
    for (; i < width; i++) {
      for (int row = 0; row < 4; row++) {
        extend(memory.get(JAVA_INT_UNALIGNED, at + row * stride + (long) i * Integer.BYTES), i, extremes);
      }
    }
  }

  private static void extend(int bits, int lane, int[] extremes) {
    int key = bits ^ (bits >> 31 >>> 1);
    extremes[lane] = Math.min(extremes[lane], key);
    extremes[MAXS + lane] = Math.max(extremes[MAXS + lane], key);
  }

  @Override
  public void extend(Rows rows, long[] extremes) {
    int row = 0;
    for (; row + 4 <= rows.count(); row += 4) {
      extend4(rows.memory(), rows.at(row), rows.stride(), rows.width(), extremes);
    }
    for (; row < rows.count(); row++) {
      for (int i = 0; i < rows.width(); i++) {
        extend(rows.memory().get(JAVA_LONG_UNALIGNED, rows.at(row) + (long) i * Long.BYTES), i, extremes);
      }
    }
  }

  private static LongVector longKeys(MemorySegment memory, long at) {
    LongVector bits = LongVector.fromMemorySegment(LONGS, memory, at, NATIVE);
    return bits.lanewise(VectorOperators.XOR,
        bits.lanewise(VectorOperators.ASHR, 63).lanewise(VectorOperators.LSHR, 1));
  }

  private static void extend4(MemorySegment memory, long at, long stride, int width, long[] extremes) {
    memory.get(JAVA_BYTE, at);
    int i = 0;
    for (; i < LONGS.loopBound(width); i += LONGS.length()) {
      long from = at + (long) i * Long.BYTES;
      LongVector p = longKeys(memory, from);
      LongVector q = longKeys(memory, from + stride);
      LongVector r = longKeys(memory, from + 2 * stride);
      LongVector s = longKeys(memory, from + 3 * stride);
      LongVector.fromArray(LONGS, extremes, i).min(p.min(q)).min(r.min(s)).intoArray(extremes, i);
      LongVector.fromArray(LONGS, extremes, MAXS + i).max(p.max(q)).max(r.max(s)).intoArray(extremes,
          MAXS + i);
    }
    for (; i < width; i++) {
      for (int row = 0; row < 4; row++) {
        extend(memory.get(JAVA_LONG_UNALIGNED, at + row * stride + (long) i * Long.BYTES), i, extremes);
      }
    }
  }

  private static void extend(long bits, int lane, long[] extremes) {
    long key = bits ^ (bits >> 63 >>> 1);
    extremes[lane] = Math.min(extremes[lane], key);
    extremes[MAXS + lane] = Math.max(extremes[MAXS + lane], key);
  }
}
