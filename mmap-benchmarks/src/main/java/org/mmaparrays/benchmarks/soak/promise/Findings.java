package org.mmaparrays.benchmarks.soak.promise;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/** The counts of intact and lost rows while a promise is checked. */
final class Findings {
  private static final int MOST_EXAMPLES = 5;

  private final List<String> violations = new ArrayList<>();
  private long acknowledged;
  private long lost;
  private int examples;

  /** Counts acknowledged rows, and those of them that are not intact as lost. */
  void rows(String what, long from, long to, LongPredicate intact) {
    for (long row = from; row < to; row++) {
      acknowledged++;
      if (!intact.test(row)) {
        lost(1, what + ": row " + row);
      }
    }
  }

  /** Counts acknowledged rows that are all lost. */
  void allLost(String what, long rows) {
    acknowledged += rows;
    lost(rows, what);
  }

  private void lost(long rows, String example) {
    lost += rows;
    if (examples++ < MOST_EXAMPLES) {
      violations.add("lost: " + example);
    }
  }

  /** Records a violation other than a lost row. */
  void violation(String what) {
    violations.add(what);
  }

  /** Records a violation unless something holds. */
  void require(boolean holds, String otherwise) {
    if (!holds) {
      violation(otherwise);
    }
  }

  Verdict verdict(boolean finished) {
    return new Verdict(acknowledged, lost, violations, finished);
  }
}
