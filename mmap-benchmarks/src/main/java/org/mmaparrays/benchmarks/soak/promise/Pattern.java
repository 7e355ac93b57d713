package org.mmaparrays.benchmarks.soak.promise;

import org.mmaparrays.benchmarks.support.Mixer;

/**
 * The elements that a row must have: a function of the seed, the version of the contents, and the row and column. Never
 * zero, which a row has that was never written.
 *
 * @param seed the seed of the cycle
 */
public record Pattern(long seed) {
  public int value(long version, long row, long column) {
    long place = (seed * 31 + version) * Mixer.GOLDEN_GAMMA + row * 0xC2B2AE3D27D4EB4FL
        + column * 0x165667B19E3779F9L;
    return (int) (Mixer.mix(place) >>> 32) | 1;
  }

  /** Returns the elements of consecutive rows. */
  public int[] rows(long version, long from, long to, int columns) {
    int[] values = new int[Math.toIntExact((to - from) * columns)];
    for (int k = 0; k < values.length; k++) {
      values[k] = value(version, from + k / columns, k % columns);
    }
    return values;
  }
}
