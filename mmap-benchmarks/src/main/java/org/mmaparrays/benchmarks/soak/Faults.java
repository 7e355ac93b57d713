package org.mmaparrays.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What all kinds of fault have in common. */
final class Faults {
  /** The exit code of a child that was told by the library that the storage has failed. */
  static final int STORAGE_FAILED = 74;

  /** How long a child goes on after a fault that does not end it, so that a promise it gets then is seen. */
  static final Duration TIME_TO_NOTICE = Duration.ofMillis(100);

  private Faults() {}

  /** Checks a promise; whatever prevents that is a violation itself. */
  static Verdict check(Promise promise, Path folder, Pattern pattern, List<String> said,
      List<String> violations) {
    try {
      Verdict verdict = promise.check(folder, pattern, said);
      List<String> all = new ArrayList<>(violations);
      all.addAll(verdict.violations());
      return new Verdict(verdict.acknowledged(), verdict.lost(), all, verdict.finished());
    } catch (IOException | RuntimeException | InternalError e) {
      List<String> all = new ArrayList<>(violations);
      all.add("after the fault: " + e + " at " + e.getStackTrace()[0]);
      return new Verdict(0, 0, all, true);
    }
  }

  /** Checks how a child ended by itself: with its work done, or told that the storage has failed. */
  static void checkEnd(Child child, List<String> violations) throws IOException {
    if (child.code() != 0 && child.code() != STORAGE_FAILED) {
      violations.add("the child ended with " + child.code() + ": "
          + child.errors().lines().limit(4).reduce("", (all, line) -> all + " | " + line.strip()));
    }
  }
}
