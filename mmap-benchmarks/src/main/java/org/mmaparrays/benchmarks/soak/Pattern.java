package org.mmaparrays.benchmarks.soak;

/**
 * The elements that a row must have: a function of the seed, the version of the contents, and the row and column. Never
 * zero, which is what a row has that was never written.
 *
 * @param seed the seed of the cycle
 */
record Pattern(long seed) {
  int value(long version, long row, long column) {
    long mixed = (seed * 31 + version) * 0x9E3779B97F4A7C15L + row * 0xC2B2AE3D27D4EB4FL
        + column * 0x165667B19E3779F9L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    return (int) (mixed >>> 32) | 1;
  }

  /** Rows one after the other. */
  int[] rows(long version, long from, long to, int columns) {
    int[] values = new int[Math.toIntExact((to - from) * columns)];
    for (int k = 0; k < values.length; k++) {
      values[k] = value(version, from + k / columns, k % columns);
    }
    return values;
  }
}
