package org.mmaparrays.benchmarks.soak.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import org.mmaparrays.benchmarks.soak.process.Child;

/** The parts that all kinds of fault share: random choices, and the checks of how a child ended. */
public final class Faults {
  /** The exit code of a child that was told by the library that the storage has failed. */
  static final int STORAGE_FAILED = 74;

  /** The time that a child goes on after a fault that does not end it, so that a promise it gets then is seen. */
  static final Duration TIME_TO_NOTICE = Duration.ofMillis(100);

  private Faults() {}

  /** Returns random choices; consecutive seeds have nothing in common, while the choices of {@link Random} begin nearly alike. */
  public static Random random(long seed) {
    return Random.from(new SplittableRandom(seed));
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
