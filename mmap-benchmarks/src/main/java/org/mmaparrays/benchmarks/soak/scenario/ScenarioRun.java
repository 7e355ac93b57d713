package org.mmaparrays.benchmarks.soak.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.mmaparrays.benchmarks.soak.process.Child;
import org.mmaparrays.benchmarks.soak.promise.Verdict;

/**
 * The end of a child that ran a scenario.
 *
 * @param said the lines of the child
 * @param violations how it ended, if not well
 */
public record ScenarioRun(List<String> said, List<String> violations) {

  /** Runs a scenario, under another program if one is given. */
  public static ScenarioRun of(Scenario scenario, Path folder, long seed, List<String> under)
      throws IOException, InterruptedException {
    try (Child child =
        Child.start(under, ScenarioChild.class.getName(), scenario.name(), folder.toString(),
            Long.toString(seed))) {
      return of(child);
    }
  }

  /** Waits for the end of a child that runs a scenario. */
  public static ScenarioRun of(Child child) throws IOException, InterruptedException {
    List<String> said = child.end();
    List<String> violations = new ArrayList<>();
    if (child.code() != 0 || said.isEmpty() || !said.getLast().equals(ScenarioChild.DONE)) {
      violations.add("the JVM ended with " + child.code() + " after " + said + ": "
          + child.errors().lines().limit(6).reduce("", (all, line) -> all + " | " + line.strip()));
    }
    return new ScenarioRun(said, violations);
  }

  /** Returns whether the program was told of a fault. */
  public boolean wasTold() {
    return said.stream().anyMatch(line -> line.startsWith("fault "));
  }

  /** Returns whether the program was told of a fault in a certain kind of work. */
  public boolean wasTold(String what) {
    return said.stream().anyMatch(line -> line.startsWith("fault in " + what + ":"));
  }

  /** Returns the number in the first line that starts with a word; 0 if there is none. */
  public long first(String word) {
    return numbers(word).findFirst().orElse(0);
  }

  /** Returns the number in the last such line. */
  public long last(String word) {
    return numbers(word).reduce(0, (before, next) -> next);
  }

  private LongStream numbers(String word) {
    return said.stream().filter(line -> line.matches(word + " \\d+"))
        .mapToLong(line -> Long.parseLong(line.substring(word.length() + 1)));
  }

  /** Returns the rows that were durable at the end; each was checked by the child. */
  public Verdict verdict() {
    return new Verdict(last("rows"), 0, violations, true);
  }
}
