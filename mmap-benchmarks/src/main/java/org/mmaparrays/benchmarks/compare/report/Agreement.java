package org.mmaparrays.benchmarks.compare.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mmaparrays.benchmarks.compare.workload.Answer;

/** The answers of all entries of a workload in one round, compared with the first of them that answered. */
public final class Agreement {
  private final List<Result> inOrder;
  private final Map<Question, Map<Result, List<Answer>>> answers = new LinkedHashMap<>();

  /** The key of answers that must be equal: the same pass, of the same part of the work. */
  private record Question(String told, double units) {}

  /** The order is that of the workload: the first computes as precisely as any. */
  public Agreement(List<Result> inOrder) {
    this.inOrder = inOrder;
  }

  public void add(Result result, String told, Answer answer) {
    answers.computeIfAbsent(new Question(told, answer.units()), key -> new LinkedHashMap<>())
        .computeIfAbsent(result, key -> new ArrayList<>()).add(answer);
  }

  /** Tells each entry how far it was off. */
  public void check() {
    for (Map<Result, List<Answer>> same : answers.values()) {
      List<Result> those = inOrder.stream().filter(same::containsKey).toList();
      Answer reference = same.getOrDefault(those.getFirst(), List.of()).getFirst();
      same.forEach((result, all) -> all.forEach(answer -> result.check(answer, reference)));
    }
  }
}
