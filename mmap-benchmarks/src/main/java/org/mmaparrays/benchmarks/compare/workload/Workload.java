package org.mmaparrays.benchmarks.compare.workload;

import java.util.List;

/**
 * One workload: what is done, by whom, and where we want to be.
 *
 * @param id what {@code --only} takes, and what follows its first word says which part: {@code W2 cold}
 * @param title what is done
 * @param regime the conditions
 * @param input the array that all work on
 * @param entries who takes part; answers are compared with those of the first that there is
 * @param told what a pass is told, one after another: a pass that changes the array is undone by the next
 * @param per how many things one pass does, where times are given for one: 1 for the whole
 * @param targets where we want to be
 * @param note what a reader must know
 */
public record Workload(String id, String title, Regime regime, Input input, List<Entry> entries,
    List<String> told,
    long per,
    List<Target> targets, String note) {
  /** A workload whose passes are all alike. */
  public Workload(String id, String title, Regime regime, Input input, List<Entry> entries,
      List<Target> targets,
      String note) {
    this(id, title, regime, input, entries, List.of(""), 1, targets, note);
  }

  /** Returns whether passes change the array. */
  public boolean changes() {
    return told.size() > 1;
  }

  /** Returns whether one of the names on the command line means it. */
  public boolean isNamed(List<String> names) {
    return names.isEmpty()
        || names.stream()
            .anyMatch(name -> id.equalsIgnoreCase(name) || id.split(" ")[0].equalsIgnoreCase(name));
  }
}
