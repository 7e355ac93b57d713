package org.mmaparrays.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.mmaparrays.ArrayRef;

/**
 * Kills a child in the middle of its work, as the system does when memory runs out, and checks what it was promised; then kills
 * writers that recover what it has left.
 */
final class Kill {
  /** Said by the parent, after what the child has said. */
  static final String KILLED = "killed";

  private static final int LONGEST_WORK_MILLIS = 200;
  private static final int LONGEST_START_MILLIS = 400;
  private static final int LONGEST_RECOVERY_MICROS = 8_000;
  private static final int MOST_CALLS = 120;
  private static final int MOST_CALLS_OF_RECOVERY = 14;

  /** How long a child is waited for that is to be killed before a call, and may not come to it. */
  private static final Duration LONGEST_WAY = Duration.ofSeconds(2);

  private final Path folder;
  private final Random random;

  Kill(Path folder, long seed) {
    this.folder = folder;
    this.random = new Random(seed);
  }

  /**
   * Kills until so many children have died, going on in the same folder until the work is done; adds up what is found.
   *
   * @param inRecovery of the children that are killed while they recover
   */
  void run(Promise promise, int cycles, Tally tally, Tally inRecovery)
      throws IOException, InterruptedException {
    List<String> said = new ArrayList<>();
    long seed = random.nextLong();
    boolean finished = false;
    // The last child is left alone where there is work left, so that its result is seen, too.
    for (int cycle = 0; cycle < cycles || !finished; cycle++) {
      Files.createDirectories(folder);
      List<String> violations = new ArrayList<>();
      said.addAll(cycle < cycles ? killIn(promise, seed, violations) : leave(promise, seed, violations));
      String repeat = "cycle " + cycle + ", seed " + seed;
      Verdict verdict = new CrashedFolder(promise, () -> folder, new Pattern(seed), random)
          .check(said, violations, (recoverer, array, during) -> strike(recoverer, array, random, during),
              inRecovery, repeat);
      tally.add(verdict, repeat);
      finished = verdict.finished() || !verdict.isKept();
      said.remove(KILLED);
      if (finished) {
        Folders.delete(folder);
        said.clear();
        seed = random.nextLong();
      }
    }
    Folders.delete(folder);
  }

  private List<String> leave(Promise promise, long seed, List<String> violations)
      throws IOException, InterruptedException {
    try (Child child = start(List.of(), promise, seed)) {
      List<String> said = child.end();
      Faults.checkDone(child, violations);
      return said;
    }
  }

  private Child start(List<String> under, Promise promise, long seed) throws IOException {
    return Child.start(under, WorkingChild.class.getName(), promise.name(), folder.toString(),
        Long.toString(seed));
  }

  private List<String> killIn(Promise promise, long seed, List<String> violations)
      throws IOException, InterruptedException {
    if (KillBeforeCall.missing().isEmpty() && random.nextBoolean()) {
      try (Child child = start(KillBeforeCall.under(random, MOST_CALLS), promise, seed)) {
        child.endsWithin(LONGEST_WAY);
        return killed(child, violations);
      }
    }
    try (Child child = start(List.of(), promise, seed)) {
      if (random.nextInt(4) == 0) {
        child.endsWithin(Duration.ofMillis(random.nextInt(LONGEST_START_MILLIS))); // While it starts.
      } else {
        child.awaitWord();
        child.endsWithin(Duration.ofMillis(random.nextInt(LONGEST_WORK_MILLIS)));
      }
      return killed(child, violations);
    }
  }

  /** Kills a child unless it has ended before. */
  private static List<String> killed(Child child, List<String> violations)
      throws IOException, InterruptedException {
    List<String> said = new ArrayList<>(child.kill());
    if (KillBeforeCall.hasKilled(child)) {
      said.add(KILLED);
    } else {
      Faults.checkDone(child, violations); // Before it could be killed.
    }
    return said;
  }

  /** Has a child recover an array, and kills it. */
  static void strike(Recoverer recoverer, ArrayRef array, Random random, List<String> violations)
      throws IOException, InterruptedException {
    boolean beforeCall = KillBeforeCall.missing().isEmpty() && random.nextInt(4) > 0;
    List<String> under =
        beforeCall ? KillBeforeCall.under(random, MOST_CALLS_OF_RECOVERY) : List.<String>of();
    try (Child child = recoverer.start(under, array)) {
      if (beforeCall) {
        child.endsWithin(Child.LONGEST_END);
      } else {
        if (recoverer == Recoverer.COMMAND) {
          child.endsWithin(Duration.ofMillis(random.nextInt(LONGEST_START_MILLIS))); // Says nothing before it is done.
        } else {
          child.awaitWord();
        }
        child.endsWithin(Duration.ofNanos(1_000L * random.nextInt(LONGEST_RECOVERY_MICROS)));
      }
      killed(child, violations);
    }
  }
}
