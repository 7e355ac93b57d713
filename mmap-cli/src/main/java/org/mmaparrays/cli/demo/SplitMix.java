package org.mmaparrays.cli.demo;

/**
 * Random numbers from a seed, reseeded without a new object.
 *
 * @see <a href="https://doi.org/10.1145/2660193.2660195">Steele, Lea, Flood: Fast splittable pseudorandom number
 *     generators (2014)</a>
 */
final class SplitMix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  SplitMix(long seed) {
    this.state = seed;
  }

  void reseed(long seed) {
    this.state = seed;
  }

  long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  /** Returns a number from 0 to {@code bound - 1}; the bound is small beside 2³², so its bias is too. */
  int nextInt(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** Returns a number from 0 (inclusive) to 1 (exclusive). */
  float nextFloat() {
    return (nextLong() >>> 40) * 0x1p-24f;
  }

  /** Returns a number that is nearly normal with mean 0 and variance 1: the number of ones among 64 random bits. */
  float nextNoise() {
    return (Long.bitCount(nextLong()) - 32) * 0.25f;
  }

  /** Returns a permutation of 64 bits that leaves no trace of their order. */
  static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
