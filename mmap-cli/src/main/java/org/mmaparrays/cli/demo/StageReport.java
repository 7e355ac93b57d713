package org.mmaparrays.cli.demo;

import java.util.Optional;

/**
 * The report of one stage.
 *
 * @param name the stage
 * @param rows how many rows it handled, each as often as it was read
 * @param bytes the bytes of arrays it read and wrote
 * @param seconds how long it took, flushing included
 * @param memory the memory resident at its end, with its arrays still open
 */
record StageReport(String name, long rows, long bytes, double seconds, Optional<ResidentMemory> memory) {
  private static final double MIB = 1 << 20;

  double rowsPerSecond() {
    return rows / seconds;
  }

  double mibPerSecond() {
    return bytes / MIB / seconds;
  }

  /** Times a stage. */
  static final class Clock {
    private final String name;
    private final long start = System.nanoTime();

    Clock(String name) {
      this.name = name;
    }

    /** Returns the report of the stage, which ends now. */
    StageReport stop(long rows, long bytes) {
      // Never zero, so that rates are numbers.
      double seconds = Math.max(1, System.nanoTime() - start) / 1e9;
      return new StageReport(name, rows, bytes, seconds, ResidentMemory.now());
    }
  }
}
