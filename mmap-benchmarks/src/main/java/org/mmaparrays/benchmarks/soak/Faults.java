package org.mmaparrays.benchmarks.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What all kinds of fault have in common. */
final class Faults {
  /** The exit code of a child that was told by the library that the storage has failed. */
  static final int STORAGE_FAILED = 74;

  /** How long a child goes on after a fault that does not end it, so that a promise it gets then is seen. */
  static final Duration TIME_TO_NOTICE = Duration.ofMillis(100);

  private Faults() {}

  /** Returns random choices that seeds which follow each other do not share: those of {@link Random} begin nearly alike. */
  static Random random(long seed) {
    long mixed = (seed ^ (seed >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return new Random(mixed ^ (mixed >>> 33));
  }

  /** Checks how a child ended by itself: with its work done. */
  static void checkDone(Child child, List<String> violations) throws IOException {
    if (child.code() != 0) {
      violations.add(ended(child));
    }
  }

  /**
   * Checks the exit code of a child that was not killed: its work is done, or it reported that its storage failed; a command does
   * that on standard error, with the exit code of any failure.
   */
  static void checkEnd(Child child, List<String> violations) throws IOException {
    boolean told = child.code() == STORAGE_FAILED
        || child.errors().toLowerCase(Locale.ROOT).contains("input/output error");
    if (child.code() != 0 && !told) {
      violations.add(ended(child));
    }
  }

  private static String ended(Child child) throws IOException {
    return "the child ended with " + child.code() + ": "
        + child.errors().lines().limit(6).reduce("", (all, line) -> all + " | " + line.strip());
  }
}
