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
import org.mmaparrays.benchmarks.soak.process.LoopDisk;
import org.mmaparrays.benchmarks.soak.process.Tool;
import org.mmaparrays.benchmarks.soak.promise.Pattern;
import org.mmaparrays.benchmarks.soak.promise.Promise;
import org.mmaparrays.benchmarks.soak.promise.Verdict;
import org.mmaparrays.benchmarks.soak.report.Leftovers;
import org.mmaparrays.benchmarks.soak.report.Tally;
import org.mmaparrays.model.ArrayRef;

/**
 * Cuts the power of a disk in the middle of a child's work, restores it, and checks the promises the child was given; then
 * cuts it while writers recover the remains. Every few times the disk comes back under another device number and
 * elsewhere.
 */
public final class PowerCut {
  private static final int LONGEST_WORK_MILLIS = 150;

  private final LoopDisk disk;
  private final Random random;
  private final Leftovers leftovers;

  public PowerCut(LoopDisk disk, long seed, Leftovers leftovers) {
    this.disk = disk;
    this.random = Faults.random(seed);
    this.leftovers = leftovers;
  }

  private Path folder() {
    return disk.folder().resolve("work");
  }

  /**
   * Cuts so many times, and adds up the verdicts.
   *
   * @param moved of the cuts after which the disk is another device, elsewhere
   * @param inRecovery of those while a writer recovers
   */
  public void run(Promise promise, int cycles, Tally tally, Tally moved, Tally inRecovery)
      throws IOException, InterruptedException {
    List<String> said = new ArrayList<>();
    long seed = random.nextLong();
    for (int cycle = 0; cycle < cycles; cycle++) {
      List<String> violations = new ArrayList<>();
      said.addAll(cutIn(promise, seed, random.nextInt(4) > 0, violations));
      boolean elsewhere = disk.restorePower();
      String repeat = "cycle " + cycle + ", seed " + seed;
      Verdict verdict = new CrashedFolder(promise, this::folder, new Pattern(seed), random, leftovers)
          .check(said, violations, this::strike, inRecovery, repeat);
      (elsewhere ? moved : tally).add(verdict, repeat);
      if (verdict.finished() || !verdict.isKept()) {
        Folders.delete(folder());
        said.clear();
        seed = random.nextLong();
      }
    }
    Folders.delete(folder());
  }

  /** Cuts so many times, and only reads the remains: a false promise then shows. */
  public void runControl(Promise promise, int cycles, Tally tally) throws IOException, InterruptedException {
    for (int cycle = 0; cycle < cycles; cycle++) {
      long seed = random.nextLong();
      List<String> said = cutIn(promise, seed, false, new ArrayList<>());
      disk.restorePower();
      tally.add(promise.read(folder(), new Pattern(seed), said), "cycle " + cycle + ", seed " + seed);
      Folders.delete(folder());
    }
  }

  private List<String> cutIn(Promise promise, long seed, boolean beforeCall, List<String> violations)
      throws IOException, InterruptedException {
    Files.createDirectories(folder());
    Tool.run("sync", "-f", disk.folder().toString()); // The folder itself is not tested.
    try (Child child =
        Child.start(WorkingChild.class, promise.name(), folder().toString(), Long.toString(seed))) {
      if (beforeCall) {
        Kill.killAtWork(child, random); // The power goes at the moment at which it is killed.
      } else {
        child.awaitWord();
        Thread.sleep(random.nextInt(LONGEST_WORK_MILLIS));
      }
      return cut(child, violations);
    }
  }

  private List<String> cut(Child child, List<String> violations) throws IOException, InterruptedException {
    disk.cutPower(random.nextBoolean());
    // A promise that the child makes from now on must hold all the same.
    boolean ended = child.endsWithin(Faults.TIME_TO_NOTICE);
    List<String> said = child.kill();
    if (ended && !KillBeforeCall.hasKilled(child)) {
      Faults.checkEnd(child, violations);
    }
    return said;
  }

  private void strike(Recoverer recoverer, ArrayRef array, List<String> violations)
      throws IOException, InterruptedException {
    try (Child child = Kill.startToRecover(recoverer, array, random)) {
      if (child.endsWithin(Duration.ZERO) && !KillBeforeCall.hasKilled(child)) {
        Faults.checkDone(child, violations); // Before the power goes.
        disk.cutPower(random.nextBoolean());
      } else {
        cut(child, violations);
      }
    }
    disk.restorePower();
  }
}
