package org.mmaparrays.benchmarks.flush;

import java.time.Duration;
import org.mmaparrays.model.FlushPolicy;

/** The strategies of flushing, the cheapest last. */
enum Strategy {
  EVERY_WRITE("every write", "`everyWrite()`", FlushPolicy.everyWrite(),
      "a row cannot be had again, or somebody acts on its being safe: orders, measurements, acknowledgements to others"), //
  EVERY_100_ROWS("every 100 rows", "`everyRows(100)`", FlushPolicy.everyRows(100),
      "rows come fast and each costs about the same to compute again"), //
  EVERY_1000_ROWS("every 1000 rows", "`everyRows(1000)`", FlushPolicy.everyRows(1000),
      "the same, and a thousand rows are soon computed again; the usual choice"), //
  EVERY_SECOND("every second", "`every(Duration.ofSeconds(1))`", FlushPolicy.every(Duration.ofSeconds(1)),
      "rows come slowly or unevenly: what is at risk is a time, not a number; also combined, `everyRows(n).or(every(t))`"), //
  AT_THE_END("at the end", "`onClose()`", FlushPolicy.onClose(),
      "all can be computed again in less time than it would take to think about it");

  private final String title;
  private final String code;
  @SuppressWarnings("ImmutableEnumChecker") // a value
  private final FlushPolicy policy;
  private final String when;

  Strategy(String title, String code, FlushPolicy policy, String when) {
    this.title = title;
    this.code = code;
    this.policy = policy;
    this.when = when;
  }

  String title() {
    return title;
  }

  /** Returns how a program asks for it. */
  String code() {
    return code;
  }

  FlushPolicy policy() {
    return policy;
  }

  /** When to use it. */
  String when() {
    return when;
  }

  /** Returns the most rows that a power cut costs, at a rate of rows a second. */
  String atRisk(double rate) {
    return switch (this) {
      case EVERY_WRITE -> "none";
      case EVERY_100_ROWS -> "100";
      case EVERY_1000_ROWS -> "1000";
      case EVERY_SECOND -> "a second's, here " + Math.round(rate);
      case AT_THE_END -> "all";
    };
  }
}
