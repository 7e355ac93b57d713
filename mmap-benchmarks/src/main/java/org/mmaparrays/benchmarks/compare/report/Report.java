package org.mmaparrays.benchmarks.compare.report;

import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mmaparrays.benchmarks.compare.workload.Entry;
import org.mmaparrays.benchmarks.compare.workload.Target;
import org.mmaparrays.benchmarks.compare.workload.Text;
import org.mmaparrays.benchmarks.compare.workload.Workload;

/** The tables, in Markdown. */
public final class Report {
  private final Map<String, String> machine;
  private final List<Outcome> outcomes;

  public Report(Map<String, String> machine, List<Outcome> outcomes) {
    this.machine = machine;
    this.outcomes = outcomes;
  }

  public String markdown() {
    try (Formatter text = new Formatter(Locale.ROOT)) {
      text.format("# Against NumPy and C, in one run%n%n| | |%n|-|-|%n");
      machine.forEach((name, value) -> text.format("| %s | %s |%n", name, value.replace("|", "\\|")));
      text.format(
          "%nMedians (smallest to largest). p1 is the first pass of a fresh process, page faults and compilation"
              + " included; p2+ are%nlater passes, of a process that is warm. Ratios are of throughput, above 1 where ours is"
              + " faster: the median of the%nratios of each round (smallest to largest). Resident is the most that a process had in"
              + " memory at once, shared pages%nof the file included. Off is the largest relative difference from the first line's"
              + " answer.%n%n");
      targets(text);
      outcomes.forEach(outcome -> workload(text, outcome));
      return text.toString();
    }
  }

  private void targets(Formatter text) {
    text.format("## Targets%n%n| workload | ours | against | p | wanted | measured | |%n|-|-|-|-|-:|-:|-|%n");
    for (Outcome outcome : outcomes) {
      for (Target target : outcome.workload().targets()) {
        Optional<Samples> measured = outcome.measured(target);
        text.format("| %s | %s | %s | %s | %s %s | %s | %s |%n", outcome.workload().id(),
            name(outcome, target, target.ours()),
            target.isRatio() ? name(outcome, target, target.other()) : "",
            target.phase().label(), target.atLeast() ? "≥" : "≤", value(target, target.limit()),
            measured.map(samples -> value(target, samples)).orElse("not measured"),
            measured.map(samples -> target.isMet(samples.median()) ? "met" : "**missed**").orElse(""));
      }
    }
    text.format("%n");
  }

  /** Returns the entry that was meant. */
  private static String name(Outcome outcome, Target target, String beginning) {
    return outcome.find(beginning, target.phase()).map(result -> result.entry().name()).orElse(beginning);
  }

  private static String value(Target target, double value) {
    return target.isRatio() ? Text.ratio(value) : quantity(target.phase(), value);
  }

  private static String value(Target target, Samples samples) {
    return target.isRatio()
        ? "%s (%s to %s)".formatted(Text.ratio(samples.median()), Text.ratio(samples.min()),
            Text.ratio(samples.max()))
        : spread(target.phase(), samples);
  }

  private static String quantity(Target.Phase phase, double value) {
    return phase == Target.Phase.RESIDENT ? Text.bytes(value) : Text.seconds(value);
  }

  private static String spread(Target.Phase phase, Samples samples) {
    return samples.isEmpty()
        ? ""
        : "%s (%s to %s)".formatted(quantity(phase, samples.median()), quantity(phase, samples.min()),
            quantity(phase, samples.max()));
  }

  private static void workload(Formatter text, Outcome outcome) {
    Workload workload = outcome.workload();
    text.format("## %s: %s%n%n", workload.id(), workload.title());
    if (!workload.note().isEmpty()) {
      text.format("%s%n%n", workload.note());
    }
    if (!outcome.notDone().isEmpty()) {
      text.format("**Not done: %s.**%n%n", outcome.notDone());
      return;
    }
    text.format("%s%n", table(outcome));
  }

  /** Returns the figures of all entries. */
  public static String table(Outcome outcome) {
    if (!outcome.notDone().isEmpty()) {
      return "";
    }
    Formatter text = new Formatter(Locale.ROOT);
    List<String> marks = new ArrayList<>();
    text.format("| | p1 | p2+ | resident | accumulates in | off |%n|-|-:|-:|-:|-|-:|%n");
    for (Result result : outcome.results()) {
      Entry entry = result.entry();
      text.format("| %s | %s | %s | %s | %s | %s |%n", entry.name(),
          result.failure().filter(how -> result.first().isEmpty()).map(how -> how.replace("|", "\\|"))
              .orElse(spread(Target.Phase.FIRST, result.first())),
          spread(Target.Phase.STEADY, result.steady()),
          result.resident().isEmpty() ? "" : Text.bytes(result.resident().max()),
          entry.precision(), off(result));
      if (result.units() < 1) {
        marks.add(
            "%s did %.1f %% of the work in each pass; the times are extrapolated.".formatted(entry.name(),
                100 * result.units()));
      }
      result.failure().filter(how -> !result.first().isEmpty())
          .ifPresent(how -> marks.add("**" + entry.name() + " broke down: " + how + "**"));
    }
    marks.forEach(mark -> text.format("%n%s%n", mark));
    return text.toString();
  }

  private static String off(Result result) {
    if (result.isWrong()) {
      return "**%.2g, WRONG**".formatted(result.difference());
    }
    return result.first().isEmpty()
        ? ""
        : result.difference() == 0 ? "0" : "%.1g".formatted(result.difference());
  }
}
