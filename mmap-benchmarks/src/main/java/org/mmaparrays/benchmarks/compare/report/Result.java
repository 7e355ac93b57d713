package org.mmaparrays.benchmarks.compare.report;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.benchmarks.compare.process.SideFailedException;
import org.mmaparrays.benchmarks.compare.workload.Answer;
import org.mmaparrays.benchmarks.compare.workload.Entry;
import org.mmaparrays.benchmarks.compare.workload.Target;

/** The result of one entry in one workload. */
public final class Result {
  private final Entry entry;
  private final Samples first = new Samples();
  private final Samples steady = new Samples();
  private final Samples resident = new Samples();
  private @Nullable String failure;
  private boolean killed;
  private boolean wrong;
  private double difference;
  private double units = 1;

  Result(Entry entry) {
    this.entry = entry;
  }

  public Entry entry() {
    return entry;
  }

  public Samples first() {
    return first;
  }

  public Samples steady() {
    return steady;
  }

  public Samples resident() {
    return resident;
  }

  Samples of(Target.Phase phase) {
    return switch (phase) {
      case FIRST -> first;
      case STEADY -> steady;
      case RESIDENT -> resident;
    };
  }

  /** It did not answer, and why; an entry that failed once takes no further part. */
  public void failed(SideFailedException how) {
    failure = how.getMessage();
    killed = how.isKilled();
  }

  /** It cannot take part here. */
  public void missing(String why) {
    failure = why;
  }

  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  public boolean isKilled() {
    return killed;
  }

  /** Compares an answer with that of the reference, if both are of the same part of the work. */
  void check(Answer answer, Answer reference) {
    units = Math.min(units, answer.units());
    if (answer.units() != reference.units()) {
      return;
    }
    double found = answer.differenceFrom(reference);
    difference = Math.max(difference, found);
    wrong |= !(found <= entry.tolerance());
  }

  /** Returns whether an answer was further off than it may be. */
  boolean isWrong() {
    return wrong;
  }

  /** Returns the largest relative difference from the reference. */
  double difference() {
    return difference;
  }

  /** Returns the smallest part of the work that was done in a pass: below 1, the time of the whole is extrapolated. */
  double units() {
    return units;
  }
}
