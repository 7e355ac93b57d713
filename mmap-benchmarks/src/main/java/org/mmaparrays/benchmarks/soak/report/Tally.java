package org.mmaparrays.benchmarks.soak.report;

import java.util.ArrayList;
import java.util.List;
import org.mmaparrays.benchmarks.soak.promise.Verdict;

/** The counts of one promise under one kind of fault. */
public final class Tally {
  private final String fault;
  private final String promise;
  private final List<String> violations = new ArrayList<>();
  private long cycles;
  private long survived;
  private long acknowledged;
  private long lost;
  private long completed;

  public Tally(String fault, String promise) {
    this.fault = fault;
    this.promise = promise;
  }

  /** Adds the verdict of one cycle; {@code repeat} says how to have it again. */
  public void add(Verdict verdict, String repeat) {
    cycles++;
    acknowledged += verdict.acknowledged();
    lost += verdict.lost();
    if (verdict.isKept()) {
      survived++;
      if (verdict.finished()) {
        completed++;
      }
    }
    verdict.violations().forEach(violation -> violations.add(violation + " [" + repeat + "]"));
  }

  /** Returns the sum of several. */
  static Tally sum(String fault, String promise, List<Tally> parts) {
    Tally sum = new Tally(fault, promise);
    for (Tally part : parts) {
      sum.cycles += part.cycles;
      sum.survived += part.survived;
      sum.acknowledged += part.acknowledged;
      sum.lost += part.lost;
      sum.completed += part.completed;
      sum.violations.addAll(part.violations);
    }
    return sum;
  }

  String fault() {
    return fault;
  }

  String promise() {
    return promise;
  }

  public long cycles() {
    return cycles;
  }

  /** Returns the faults after which everything was as promised. */
  public long survived() {
    return survived;
  }

  public long acknowledged() {
    return acknowledged;
  }

  public long lost() {
    return lost;
  }

  /** Returns how often all the work was done in the end, in spite of the faults, and found as it must be. */
  public long completed() {
    return completed;
  }

  public List<String> violations() {
    return List.copyOf(violations);
  }
}
