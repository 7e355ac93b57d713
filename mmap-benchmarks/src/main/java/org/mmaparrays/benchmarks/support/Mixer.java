package org.mmaparrays.benchmarks.support;

/** A bit mixer, as hash functions end with: numbers that differ in one bit become numbers that have little in common. */
public final class Mixer {
  /** The odd number next to 2^64 divided by the golden ratio: its multiples spread evenly. */
  public static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Mixer() {}

  /** Returns a number whose upper bits depend on all bits of another. */
  public static long mix(long bits) {
    return (bits ^ bits >>> 32) * 0xD6E8FEB86659FD93L;
  }
}
