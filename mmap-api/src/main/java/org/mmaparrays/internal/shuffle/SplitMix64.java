package org.mmaparrays.internal.shuffle;

/**
 * Steele, Lea and Flood's generator, written out because the numbers are part of a contract; the JDK's may change.
 *
 * @see <a href="https://doi.org/10.1145/2714064.2660195">Fast splittable pseudorandom number generators (OOPSLA 2014)</a>
 */
public final class SplitMix64 {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  public SplitMix64(long seed) {
    this.state = seed;
  }

  public long next() {
    state += GOLDEN_GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Returns a number from 0 (inclusive) to a positive bound (exclusive): the high word of the product with the bound. */
  long next(long bound) {
    return Math.unsignedMultiplyHigh(next(), bound);
  }
}
