package org.mmaparrays.benchmarks.compare;

import java.util.List;
import java.util.Locale;
import org.mmaparrays.benchmarks.compare.report.Outcome;
import org.mmaparrays.benchmarks.compare.report.Result;
import org.mmaparrays.benchmarks.compare.report.Samples;
import org.mmaparrays.benchmarks.compare.workload.Target;
import org.mmaparrays.benchmarks.compare.workload.Text;
import org.mmaparrays.benchmarks.compare.workload.Workload;

/**
 * A claim about memory mapping, and the workload that decides it on this machine.
 *
 * @param title its table
 * @param claim the claim, in words
 * @param workload the workload that is measured for it
 * @param quick the entry that is claimed to be better
 * @param slow the entry that it is better than
 * @param phase the quantity that is compared
 * @param times by how much at least, for the claim to hold
 * @param meaning the consequence for a user
 */
record Claim(String title, String claim, Workload workload, String quick, String slow, Target.Phase phase,
    double times,
    String meaning) {
  /** Confirmed or refuted, with the figure; or why it could not be decided. */
  String verdict(Outcome outcome) {
    if (!outcome.notDone().isEmpty()) {
      return "**Not decided**: " + outcome.notDone() + ".";
    }
    List<Result> killed = outcome.results().stream()
        .filter(result -> result.isKilled() && result.entry().name().equals(slow)).toList();
    if (!killed.isEmpty()) {
      return "**Confirmed**: %s was killed for want of memory. %s".formatted(slow, meaning);
    }
    return outcome.measured(new Target(quick, phase, slow, times, true)).map(Samples::median)
        .map(ratio -> String.format(Locale.ROOT, "**%s**: %s against %s, %s: %s (claimed: at least %s). %s",
            Text.rounded(ratio) >= times ? "Confirmed" : "Refuted here", quick, slow,
            phase == Target.Phase.RESIDENT ? "memory" : "time", Text.ratio(ratio), Text.ratio(times),
            meaning))
        .orElse("**Not decided**: one of the two was not measured.");
  }
}
