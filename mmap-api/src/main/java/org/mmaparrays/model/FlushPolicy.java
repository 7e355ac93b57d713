package org.mmaparrays.model;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When a {@link org.mmaparrays.RowWriter} makes the rows written so far durable and publishes a checkpoint; a value.
 *
 * <p>Under every policy, rows after the last checkpoint are at risk and those before it are not. Policies combine: {@code
 * everyRows(10_000).or(every(Duration.ofSeconds(5)))} risks at most ten thousand rows and at most five seconds.
 */
public final class FlushPolicy {
  private static final long NO_ROWS = Long.MAX_VALUE;
  private static final Duration NO_TIME = Duration.ofSeconds(Long.MAX_VALUE);
  private static final FlushPolicy ON_CLOSE = new FlushPolicy(NO_ROWS, NO_TIME, true);
  private static final FlushPolicy MANUAL = new FlushPolicy(NO_ROWS, NO_TIME, false);

  private final long rows;
  private final Duration time;
  private final boolean onClose;

  private FlushPolicy(long rows, Duration time, boolean onClose) {
    this.rows = rows;
    this.time = time;
    this.onClose = onClose;
  }

  /** After every write, before it returns: no row is at risk; a write of many rows counts once. */
  public static FlushPolicy everyWrite() {
    return everyRows(1);
  }

  /**
   * Flushes as soon as this many rows are at risk, and on close.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  public static FlushPolicy everyRows(long rows) {
    if (rows <= 0) {
      throw new IllegalArgumentException("every " + rows + " rows; the number must be positive");
    }
    return new FlushPolicy(rows, NO_TIME, true);
  }

  /**
   * Flushes as soon as a row has been at risk for this time, also when no further row is written, and on close.
   *
   * @throws IllegalArgumentException if the time is not positive
   */
  public static FlushPolicy every(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("every " + time + "; the time must be positive");
    }
    return new FlushPolicy(NO_ROWS, time, true);
  }

  /** When the writer is closed and not before: a crash costs everything. */
  public static FlushPolicy onClose() {
    return ON_CLOSE;
  }

  /** Only when {@link org.mmaparrays.RowWriter#checkpoint()} is called, not even on close. */
  public static FlushPolicy manual() {
    return MANUAL;
  }

  /** Whenever one of the two says so. */
  public FlushPolicy or(FlushPolicy other) {
    return new FlushPolicy(Math.min(rows, other.rows), time.compareTo(other.time) <= 0 ? time : other.time,
        onClose || other.onClose);
  }

  /** Returns after how many rows at risk a flush is due; empty if their number does not matter. */
  public OptionalLong rows() {
    return rows == NO_ROWS ? OptionalLong.empty() : OptionalLong.of(rows);
  }

  /** Returns after which time at risk a flush is due; empty if the time does not matter. */
  public Optional<Duration> time() {
    return time.equals(NO_TIME) ? Optional.empty() : Optional.of(time);
  }

  /** Returns whether closing the writer flushes. */
  public boolean flushesOnClose() {
    return onClose;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FlushPolicy that && rows == that.rows && time.equals(that.time)
        && onClose == that.onClose;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Long.hashCode(rows) + time.hashCode()) + Boolean.hashCode(onClose);
  }

  /** Returns text as in {@code every 1000 rows or every PT5S}. */
  @Override
  public String toString() {
    if (rows == 1) {
      return "every write";
    }
    String byRows = rows == NO_ROWS ? "" : "every " + rows + " rows";
    String byTime = !time.equals(NO_TIME) ? "every " + time : "";
    if (!byRows.isEmpty() || !byTime.isEmpty()) {
      return byRows + (byRows.isEmpty() || byTime.isEmpty() ? "" : " or ") + byTime;
    }
    return onClose ? "on close" : "manual";
  }
}
