package org.mmaparrays.compute.internal.loops;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Dot products of the Vector API, four vectors at a time; where vectors are shorter than 512 bits, the lanes take several
 * turns. This class is loaded only where the module of the Vector API is. For any number of threads.
 *
 * <p>One loop for each kind of operands: a loop over an interface that gives the products would meet several, be compiled for
 * none, and allocate every vector.
 */
final class VectorDots implements DotLoops {
  /** The vectors that the processor prefers, of at most 512 bits: four of wider vectors would be more than all lanes. */
  static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED.length() > LANES / 4
      ? DoubleVector.SPECIES_512
      : DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));
  private static final int L = DOUBLES.length();

  /** For shorter vectors and for the rest at the end; so that nothing is allocated. */
  private static final ThreadLocal<double[]> LANES_OF_THREAD =
      ThreadLocal.withInitial(() -> new double[LANES]);

  private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

  private static DoubleVector wide(FloatVector floats) {
    return (DoubleVector) floats.convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  private static DoubleVector product(float[] a, float[] b, int at) {
    return wide(FloatVector.fromArray(FLOATS, a, at)).mul(wide(FloatVector.fromArray(FLOATS, b, at)));
  }

  private static DoubleVector product(float[] a, double[] b, int at) {
    return wide(FloatVector.fromArray(FLOATS, a, at)).mul(DoubleVector.fromArray(DOUBLES, b, at));
  }

  private static DoubleVector product(double[] a, double[] b, int at) {
    return DoubleVector.fromArray(DOUBLES, a, at).mul(DoubleVector.fromArray(DOUBLES, b, at));
  }

  private static DoubleVector floatProduct(MemorySegment a, long from, double[] b, int at) {
    return wide(FloatVector.fromMemorySegment(FLOATS, a, from + (long) at * Float.BYTES, NATIVE))
        .mul(DoubleVector.fromArray(DOUBLES, b, at));
  }

  private static DoubleVector doubleProduct(MemorySegment a, long from, double[] b, int at) {
    return DoubleVector.fromMemorySegment(DOUBLES, a, from + (long) at * Double.BYTES, NATIVE)
        .mul(DoubleVector.fromArray(DOUBLES, b, at));
  }

  @Override
  public double dot(float[] a, float[] b, int length) {
    int end = length - length % LANES;
    for (int first = 0; first < LANES; first += 4 * L) {
      DoubleVector s0 = DoubleVector.zero(DOUBLES);
      DoubleVector s1 = s0;
      DoubleVector s2 = s0;
      DoubleVector s3 = s0;
      for (int i = first; i < end; i += LANES) {
        s0 = s0.add(product(a, b, i));
        s1 = s1.add(product(a, b, i + L));
        s2 = s2.add(product(a, b, i + 2 * L));
        s3 = s3.add(product(a, b, i + 3 * L));
      }
      if (L * 4 == LANES && end == length) {
        return total(s0, s1, s2, s3);
      }
      set(LANES_OF_THREAD.get(), first, s0, s1, s2, s3);
    }
    double[] lanes = LANES_OF_THREAD.get();
    for (int i = end; i < length; i++) {
      lanes[i - end] += (double) a[i] * b[i];
    }
    return DotLoops.total(lanes, LANES);
  }

  @Override
  public double dot(float[] a, double[] b, int length) {
    int end = length - length % LANES;
    for (int first = 0; first < LANES; first += 4 * L) {
      DoubleVector s0 = DoubleVector.zero(DOUBLES);
      DoubleVector s1 = s0;
      DoubleVector s2 = s0;
      DoubleVector s3 = s0;
      for (int i = first; i < end; i += LANES) {
        s0 = s0.add(product(a, b, i));
        s1 = s1.add(product(a, b, i + L));
        s2 = s2.add(product(a, b, i + 2 * L));
        s3 = s3.add(product(a, b, i + 3 * L));
      }
      if (L * 4 == LANES && end == length) {
        return total(s0, s1, s2, s3);
      }
      set(LANES_OF_THREAD.get(), first, s0, s1, s2, s3);
    }
    double[] lanes = LANES_OF_THREAD.get();
    for (int i = end; i < length; i++) {
      lanes[i - end] += a[i] * b[i];
    }
    return DotLoops.total(lanes, LANES);
  }

  @Override
  public double dot(double[] a, double[] b, int length) {
    int end = length - length % LANES;
    for (int first = 0; first < LANES; first += 4 * L) {
      DoubleVector s0 = DoubleVector.zero(DOUBLES);
      DoubleVector s1 = s0;
      DoubleVector s2 = s0;
      DoubleVector s3 = s0;
      for (int i = first; i < end; i += LANES) {
        s0 = s0.add(product(a, b, i));
        s1 = s1.add(product(a, b, i + L));
        s2 = s2.add(product(a, b, i + 2 * L));
        s3 = s3.add(product(a, b, i + 3 * L));
      }
      if (L * 4 == LANES && end == length) {
        return total(s0, s1, s2, s3);
      }
      set(LANES_OF_THREAD.get(), first, s0, s1, s2, s3);
    }
    double[] lanes = LANES_OF_THREAD.get();
    for (int i = end; i < length; i++) {
      lanes[i - end] += a[i] * b[i];
    }
    return DotLoops.total(lanes, LANES);
  }

  @Override
  public void times(Rows rows, double[] vector, double[] result, int from) {
    for (int row = 0; row < rows.count(); row++) {
      result[from + row] = rows.doubles()
          ? doubles(rows.memory(), rows.at(row), vector, rows.width())
          : floats(rows.memory(), rows.at(row), vector, rows.width());
    }
  }

  private static double floats(MemorySegment a, long from, double[] b, int length) {
    a.get(JAVA_BYTE, from); // as in VectorLoops
    int end = length - length % LANES;
    for (int first = 0; first < LANES; first += 4 * L) {
      DoubleVector s0 = DoubleVector.zero(DOUBLES);
      DoubleVector s1 = s0;
      DoubleVector s2 = s0;
      DoubleVector s3 = s0;
      for (int i = first; i < end; i += LANES) {
        s0 = s0.add(floatProduct(a, from, b, i));
        s1 = s1.add(floatProduct(a, from, b, i + L));
        s2 = s2.add(floatProduct(a, from, b, i + 2 * L));
        s3 = s3.add(floatProduct(a, from, b, i + 3 * L));
      }
      if (L * 4 == LANES && end == length) {
        return total(s0, s1, s2, s3);
      }
      set(LANES_OF_THREAD.get(), first, s0, s1, s2, s3);
    }
    double[] lanes = LANES_OF_THREAD.get();
    for (int i = end; i < length; i++) {
      lanes[i - end] += a.get(JAVA_FLOAT_UNALIGNED, from + (long) i * Float.BYTES) * b[i];
    }
    return DotLoops.total(lanes, LANES);
  }

  private static double doubles(MemorySegment a, long from, double[] b, int length) {
    a.get(JAVA_BYTE, from); // as in VectorLoops
    int end = length - length % LANES;
    for (int first = 0; first < LANES; first += 4 * L) {
      DoubleVector s0 = DoubleVector.zero(DOUBLES);
      DoubleVector s1 = s0;
      DoubleVector s2 = s0;
      DoubleVector s3 = s0;
      for (int i = first; i < end; i += LANES) {
        s0 = s0.add(doubleProduct(a, from, b, i));
        s1 = s1.add(doubleProduct(a, from, b, i + L));
        s2 = s2.add(doubleProduct(a, from, b, i + 2 * L));
        s3 = s3.add(doubleProduct(a, from, b, i + 3 * L));
      }
      if (L * 4 == LANES && end == length) {
        return total(s0, s1, s2, s3);
      }
      set(LANES_OF_THREAD.get(), first, s0, s1, s2, s3);
    }
    double[] lanes = LANES_OF_THREAD.get();
    for (int i = end; i < length; i++) {
      lanes[i - end] += a.get(JAVA_DOUBLE_UNALIGNED, from + (long) i * Double.BYTES) * b[i];
    }
    return DotLoops.total(lanes, LANES);
  }

  private static void set(double[] lanes, int first, DoubleVector s0, DoubleVector s1, DoubleVector s2,
      DoubleVector s3) {
    s0.intoArray(lanes, first);
    s1.intoArray(lanes, first + L);
    s2.intoArray(lanes, first + 2 * L);
    s3.intoArray(lanes, first + 3 * L);
  }

  /** Returns all 32 lanes, eight to a vector, along the tree of {@link DotLoops#total}. */
  private static double total(DoubleVector s0, DoubleVector s1, DoubleVector s2, DoubleVector s3) {
    DoubleVector s = s0.add(s2).add(s1.add(s3));
    return s.lane(0) + s.lane(4) + (s.lane(2) + s.lane(6))
        + (s.lane(1) + s.lane(5) + (s.lane(3) + s.lane(7)));
  }
}
