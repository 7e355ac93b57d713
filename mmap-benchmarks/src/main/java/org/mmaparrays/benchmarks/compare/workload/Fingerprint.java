package org.mmaparrays.benchmarks.compare.workload;

/** The bits of all elements, in their order, as two numbers that differ if a bit does; the same on every side. */
public final class Fingerprint {
  private long sum;
  private long count;

  public void add(float[] values) {
    for (float value : values) {
      sum += Integer.toUnsignedLong(Float.floatToRawIntBits(value)) * (2 * count++ + 1);
    }
  }

  public double[] value() {
    return new double[] {sum >>> 32, sum & 0xffff_ffffL};
  }
}
