package org.mmaparrays;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who writes an array, or wrote it and ended without closing it.
 *
 * @param pid the number of its process, on its host
 * @param host the name of its machine
 * @param since when it started to write
 * @param rows the rows that it declared; none if it writes the whole array
 * @param alive whether it still writes; if not, its process ended, or was killed, before it closed the array
 */
public record Writer(long pid, String host, Instant since, Optional<RowRange> rows, boolean alive) {
  private static final Pattern RECORD =
      Pattern.compile("pid (\\d{1,18}) on (\\S+) since (\\S+) rows (?:all|(\\d{1,19}):(\\d{1,19}))");

  /** This process, from now on. */
  static Writer here(@Nullable RowRange rows) {
    return new Writer(ThisProcess.PID, ThisProcess.HOST, Instant.now(), Optional.ofNullable(rows), true);
  }

  /** Reads what {@link #toRecord} writes; empty if it is anything else. */
  static Optional<Writer> ofRecord(String record, boolean alive) {
    Matcher matcher = RECORD.matcher(record);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      Optional<RowRange> rows = Optional.ofNullable(matcher.group(4))
          .map(from -> new RowRange(Long.parseLong(from), Long.parseLong(matcher.group(5))));
      return Optional.of(new Writer(
          Long.parseLong(matcher.group(1)), matcher.group(2), Instant.parse(matcher.group(3)), rows, alive));
    } catch (DateTimeException | IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  String toRecord() {
    return "pid " + pid + " on " + host + " since " + since + " rows "
        + rows.map(RowRange::toString).orElse("all");
  }

  /** Whether some row is this writer's and in the range, which is the whole array if it is null. */
  boolean overlaps(@Nullable RowRange range) {
    return range == null || rows.isEmpty() || rows.get().overlaps(range);
  }

  /** Whether all rows of this writer are in the range, which is the whole array if it is null. */
  boolean isWithin(@Nullable RowRange range) {
    return range == null || rows.map(range::contains).orElse(false);
  }

  /** Whether it is in this process. */
  boolean isHere() {
    return alive && pid == ThisProcess.PID && host.equals(ThisProcess.HOST);
  }

  /** As in {@code pid 4711 on alpha since 2026-01-31T12:00:00Z, rows 0:1000}. */
  @Override
  public String toString() {
    return "pid " + pid + " on " + host + " since " + since.truncatedTo(ChronoUnit.SECONDS)
        + rows.map(range -> ", rows " + range).orElse(", all rows") + (alive ? "" : " (has died)");
  }
}
