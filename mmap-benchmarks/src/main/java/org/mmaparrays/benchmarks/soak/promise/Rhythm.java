package org.mmaparrays.benchmarks.soak.promise;

import java.time.Duration;
import java.util.Locale;
import org.mmaparrays.model.FlushPolicy;

/** When the rows of a soak become durable, and how many there are: enough for several faults before all are written. */
public enum Rhythm {
  EVERY_WRITE(FlushPolicy.everyWrite(), 400, 0), //
  EVERY_7_ROWS(FlushPolicy.everyRows(7), 1500, 20_000), //
  EVERY_3_MS(FlushPolicy.every(Duration.ofMillis(3)), 3000, 20_000), //
  EVERY_50_ROWS_OR_2_MS(FlushPolicy.everyRows(50).or(FlushPolicy.every(Duration.ofMillis(2))), 3000, 20_000);

  @SuppressWarnings("ImmutableEnumChecker") // a value
  private final FlushPolicy policy;
  private final int rows;
  private final long nanosBetweenRows;

  Rhythm(FlushPolicy policy, int rows, long nanosBetweenRows) {
    this.policy = policy;
    this.rows = rows;
    this.nanosBetweenRows = nanosBetweenRows;
  }

  FlushPolicy policy() {
    return policy;
  }

  int rows() {
    return rows;
  }

  /** Returns how long the program computes before it has the next row. */
  long nanosBetweenRows() {
    return nanosBetweenRows;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
