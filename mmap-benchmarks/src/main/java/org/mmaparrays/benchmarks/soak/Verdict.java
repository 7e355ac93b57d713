package org.mmaparrays.benchmarks.soak;

import java.util.List;

/**
 * What a check has found.
 *
 * @param acknowledged the rows that were promised to survive
 * @param lost those of them that are not there as they were
 * @param violations what else is not as promised, and an example of what is lost
 * @param finished whether there is nothing to go on with in this folder
 */
record Verdict(long acknowledged, long lost, List<String> violations, boolean finished) {
  Verdict {
    violations = List.copyOf(violations);
  }

  boolean isKept() {
    return lost == 0 && violations.isEmpty();
  }
}
