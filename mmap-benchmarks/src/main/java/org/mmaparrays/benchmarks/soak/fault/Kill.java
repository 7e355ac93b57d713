package org.mmaparrays.benchmarks.soak.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.mmaparrays.benchmarks.soak.process.Child;
import org.mmaparrays.benchmarks.soak.process.Folders;
import org.mmaparrays.benchmarks.soak.promise.Acknowledgements;
import org.mmaparrays.benchmarks.soak.promise.Pattern;
import org.mmaparrays.benchmarks.soak.promise.Promise;
import org.mmaparrays.benchmarks.soak.promise.RowsPromise;
import org.mmaparrays.benchmarks.soak.promise.Verdict;
import org.mmaparrays.benchmarks.soak.report.Leftovers;
import org.mmaparrays.benchmarks.soak.report.Tally;
import org.mmaparrays.model.ArrayRef;

/**
 * Kills a child in the middle of its work, as the system does when memory runs out, and checks the promises it was given;
 * then kills writers that recover the folder.
 */
public final class Kill {
  private static final int LONGEST_WORK_MILLIS = 200;
  private static final int LONGEST_START_MILLIS = 400;
  private static final int LONGEST_RECOVERY_MICROS = 8_000;

  /** The wait for a child that is to be killed before a call, and may not come to it. */
  private static final Duration LONGEST_WAY = Duration.ofSeconds(2);

  private final Path folder;
  private final Random random;
  private final Leftovers leftovers;

  public Kill(Path folder, long seed, Leftovers leftovers) {
    this.folder = folder;
    this.random = Faults.random(seed);
    this.leftovers = leftovers;
  }

  /**
   * Kills until so many children have died, going on in the same folder until the work is done; adds up the verdicts.
   *
   * @param inRecovery of the children that are killed while they recover
   */
  public void run(Promise promise, int cycles, Tally tally, Tally inRecovery)
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
      Verdict verdict = new CrashedFolder(promise, () -> folder, new Pattern(seed), random, leftovers)
          .check(said, violations, (recoverer, array, during) -> strike(recoverer, array, random, during),
              inRecovery, repeat);
      tally.add(verdict, repeat);
      finished = verdict.finished() || !verdict.isKept();
      // Recoveries have removed the records of the writers so far: the next child may die before it has one.
      said.removeIf(line -> line.equals(Acknowledgements.KILLED) || line.startsWith(RowsPromise.WRITER));
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
    try (Child child = start(promise, seed)) {
      List<String> said = child.end();
      Faults.checkDone(child, violations);
      return said;
    }
  }

  private Child start(Promise promise, long seed) throws IOException {
    return Child.start(WorkingChild.class, promise.name(), folder.toString(), Long.toString(seed));
  }

  private List<String> killIn(Promise promise, long seed, List<String> violations)
      throws IOException, InterruptedException {
    try (Child child = start(promise, seed)) {
      if (random.nextInt(6) == 0) {
        child.endsWithin(Duration.ofMillis(random.nextInt(LONGEST_START_MILLIS))); // While it starts.
      } else {
        killAtWork(child, random);
      }
      return killed(child, violations);
    }
  }

  /** Lets a child work for a while, and then has it killed before a call, or leaves that to the caller. */
  static void killAtWork(Child child, Random random) throws IOException, InterruptedException {
    child.awaitWord();
    boolean ended = child.endsWithin(Duration.ofMillis(random.nextInt(LONGEST_WORK_MILLIS)));
    if (!ended && KillBeforeCall.missing().isEmpty() && random.nextInt(3) > 0) {
      try (KillBeforeCall _ = KillBeforeCall.of(child, random)) {
        child.endsWithin(LONGEST_WAY);
        child.kill();
      }
    }
  }

  /** Kills a child unless it has ended before. */
  private static List<String> killed(Child child, List<String> violations)
      throws IOException, InterruptedException {
    List<String> said = new ArrayList<>(child.kill());
    if (KillBeforeCall.hasKilled(child)) {
      said.add(Acknowledgements.KILLED);
    } else {
      Faults.checkDone(child, violations); // Before it could be killed.
    }
    return said;
  }

  /** Lets a child recover an array, and kills it. */
  static void strike(Recoverer recoverer, ArrayRef array, Random random, List<String> violations)
      throws IOException, InterruptedException {
    try (Child child = startToRecover(recoverer, array, random)) {
      killed(child, violations);
    }
  }

  /** Starts a child that recovers an array, and returns at the moment of the crash, or when the child has ended. */
  static Child startToRecover(Recoverer recoverer, ArrayRef array, Random random)
      throws IOException, InterruptedException {
    boolean beforeCall = KillBeforeCall.missing().isEmpty() && random.nextInt(4) > 0;
    boolean isCommand = recoverer == Recoverer.COMMAND; // Does not wait.
    Child child =
        recoverer.start(beforeCall && isCommand ? KillBeforeCall.under(random) : List.<String>of(), array);
    if (isCommand) {
      child.endsWithin(
          beforeCall ? Child.LONGEST_END : Duration.ofMillis(random.nextInt(2 * LONGEST_START_MILLIS)));
      return child;
    }
    child.awaitWord();
    if (!beforeCall) {
      child.tell();
      child.endsWithin(Duration.ofNanos(1_000L * random.nextInt(LONGEST_RECOVERY_MICROS)));
      return child;
    }
    try (KillBeforeCall _ = KillBeforeCall.of(child, random)) {
      child.tell();
      child.endsWithin(Child.LONGEST_END);
    }
    return child;
  }
}
