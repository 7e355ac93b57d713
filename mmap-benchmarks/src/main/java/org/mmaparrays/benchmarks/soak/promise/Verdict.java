package org.mmaparrays.benchmarks.soak.promise;

import java.util.List;
import java.util.stream.Stream;

/**
 * The result of a check.
 *
 * @param acknowledged the rows that were promised to survive
 * @param lost those of them that are not there as they were
 * @param violations other broken promises, and an example of a lost row
 * @param finished whether there is nothing to go on with in this folder
 */
public record Verdict(long acknowledged, long lost, List<String> violations, boolean finished) {
  public Verdict {
    violations = List.copyOf(violations);
  }

  public boolean isKept() {
    return lost == 0 && violations.isEmpty();
  }

  /** Returns the sum of two checks of the same folder; there is nothing to go on with if either says so. */
  public Verdict and(Verdict other) {
    return new Verdict(acknowledged + other.acknowledged, lost + other.lost,
        Stream.concat(violations.stream(), other.violations.stream()).toList(), finished || other.finished);
  }

  /** Returns the same with further violations. */
  public Verdict and(List<String> further) {
    return new Verdict(acknowledged, lost, Stream.concat(further.stream(), violations.stream()).toList(),
        finished);
  }
}
