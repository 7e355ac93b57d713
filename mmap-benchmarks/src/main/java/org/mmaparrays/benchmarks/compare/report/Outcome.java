package org.mmaparrays.benchmarks.compare.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.mmaparrays.benchmarks.compare.workload.Entry;
import org.mmaparrays.benchmarks.compare.workload.Target;
import org.mmaparrays.benchmarks.compare.workload.Workload;

/** The outcome of a workload: the results of all entries. */
public final class Outcome {
  private final Workload workload;
  private final List<Result> results;
  private String notDone = "";

  public Outcome(Workload workload) {
    this.workload = workload;
    this.results = workload.entries().stream().map(Result::new).toList();
  }

  public Workload workload() {
    return workload;
  }

  public List<Result> results() {
    return results;
  }

  /** Records why the workload cannot be run here. */
  public void notDone(String why) {
    notDone = why;
  }

  public String notDone() {
    return notDone;
  }

  /** Returns whether all entries that answered gave the same answer, and none failed but those that were expected to. */
  boolean isGood() {
    return results.stream().noneMatch(Result::isWrong) && unexpected().isEmpty();
  }

  /**
   * Our sides, and those of others that broke down after they had begun. Where memory is limited one may be meant to run out
   * of it: it is not one that a target speaks of, and it was killed.
   */
  List<Result> unexpected() {
    return results.stream()
        .filter(result -> result.failure().isPresent())
        .filter(result -> !result.first().isEmpty() || result.entry().language() == Entry.Language.JAVA)
        .filter(result -> !result.isKilled() || !mayBeKilled(result.entry()))
        .toList();
  }

  private boolean mayBeKilled(Entry entry) {
    return workload.regime().memory() > 0
        && workload.targets().stream().noneMatch(target -> target.ours().equals(entry.name()));
  }

  /** Returns why this is not good, a line for each side; empty if it is. */
  public List<String> complaints() {
    String where = workload.id() + " (" + workload.title() + "), ";
    return Stream.concat(
        results.stream().filter(Result::isWrong).map(result -> where + result.entry().name()
            + ": a wrong answer, off by " + result.difference()),
        unexpected().stream().map(result -> where + result.entry().name() + ": broke down: "
            + result.failure().orElse("")))
        .toList();
  }

  /**
   * Returns the samples that are measured against a target: a ratio of each round, or values as they are.
   *
   * @return empty if one of the two was not measured
   */
  public Optional<Samples> measured(Target target) {
    Optional<Result> ours = find(target.ours(), target.phase());
    if (!target.isRatio()) {
      return ours.map(result -> result.of(target.phase()));
    }
    Optional<Result> other = find(target.other(), target.phase());
    if (ours.isEmpty() || other.isEmpty()) {
      return Optional.empty();
    }
    Samples ratio = ours.get().of(target.phase()).ratioTo(other.get().of(target.phase()));
    return ratio.isEmpty() ? Optional.empty() : Optional.of(ratio);
  }

  /** Returns the entry of a name; or, of those whose names begin so, the one with the least median. */
  Optional<Result> find(String name, Target.Phase phase) {
    Predicate<Result> hasSome = result -> !result.of(phase).isEmpty();
    Optional<Result> exact =
        results.stream().filter(result -> result.entry().name().equals(name)).filter(hasSome).findFirst();
    return exact.isPresent()
        ? exact
        : results.stream().filter(result -> result.entry().name().startsWith(name)).filter(hasSome)
            .min(Comparator.comparingDouble(result -> result.of(phase).median()));
  }
}
