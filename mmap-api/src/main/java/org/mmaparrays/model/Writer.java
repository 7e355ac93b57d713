package org.mmaparrays.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A writer of an array: one that is at work, or one that ended without closing it.
 *
 * @param pid the number of its process, on its host
 * @param host the name of its machine
 * @param since when it started to write
 * @param rows the rows that it declared; none if it writes the whole array
 * @param alive whether it still writes; if not, its process ended or was killed before it closed the array, or it lost the array
 *     without closing it
 */
public record Writer(long pid, String host, Instant since, Optional<RowRange> rows, boolean alive) {
  /** Returns text as in {@code pid 4711 on alpha since 2026-01-31T12:00:00Z, rows 0:1000}. */
  @Override
  public String toString() {
    return "pid " + pid + " on " + host + " since " + since.truncatedTo(ChronoUnit.SECONDS)
        + rows.map(range -> ", rows " + range).orElse(", all rows") + (alive ? "" : " (has died)");
  }
}
