package org.mmaparrays.benchmarks.compare.workload;

import java.util.List;

/**
 * One workload: the work, the entries that do it, and the targets.
 *
 * @param id the name for {@code --only}; the words after the first name a part: {@code W2 cold}
 * @param title the work, in words
 * @param regime the conditions
 * @param input the array that all work on
 * @param entries the sides; answers are compared with those of the first one that runs here
 * @param told the words for each pass in turn: a pass that changes the array is undone by the next
 * @param per how many things one pass does, where times are given for one: 1 for the whole
 * @param targets the targets
 * @param note a remark for the reader of the table
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
