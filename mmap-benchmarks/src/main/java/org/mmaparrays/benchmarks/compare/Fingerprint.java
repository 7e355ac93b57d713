package org.mmaparrays.benchmarks.compare;

/** The bits of all elements, in their order, as two numbers that differ if a bit does; the same on every side. */
final class Fingerprint {
  private long sum;
  private long count;

  void add(float[] values) {
    for (float value : values) {
      sum += Integer.toUnsignedLong(Float.floatToRawIntBits(value)) * (2 * count++ + 1);
    }
  }

  double[] value() {
    return new double[] {sum >>> 32, sum & 0xffff_ffffL};
  }
}
