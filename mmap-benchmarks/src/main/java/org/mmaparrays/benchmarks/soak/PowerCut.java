package org.mmaparrays.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Cuts the power of a disk in the middle of a child's work, restores it, and checks what the child was promised. */
final class PowerCut {
  private static final int LONGEST_WORK_MILLIS = 150;

  private final LoopDisk disk;
  private final Random random;

  PowerCut(LoopDisk disk, long seed) {
    this.disk = disk;
    this.random = new Random(seed);
  }

  /** Cuts so many times, and adds up what is found. */
  void run(Promise promise, int cycles, Tally tally) throws IOException, InterruptedException {
    Path folder = disk.folder().resolve("work");
    List<String> said = new ArrayList<>();
    long seed = random.nextLong();
    for (int cycle = 0; cycle < cycles; cycle++) {
      Files.createDirectories(folder);
      Tool.run("sync", "-f", disk.folder().toString()); // The folder is not what is tested.
      List<String> violations = new ArrayList<>();
      said.addAll(cutIn(promise, folder, seed, violations));
      disk.restorePower();
      Verdict verdict = Faults.check(promise, folder, new Pattern(seed), said, violations);
      tally.add(verdict, "cycle " + cycle + ", seed " + seed);
      if (verdict.finished() || !verdict.isKept()) {
        Folders.delete(folder);
        said.clear();
        seed = random.nextLong();
      }
    }
    Folders.delete(folder);
  }

  private List<String> cutIn(Promise promise, Path folder, long seed, List<String> violations)
      throws IOException, InterruptedException {
    try (Child child =
        Child.start(WorkingChild.class, promise.name(), folder.toString(), Long.toString(seed))) {
      child.awaitWord();
      Thread.sleep(random.nextInt(LONGEST_WORK_MILLIS));
      disk.cutPower(random.nextBoolean());
      // What it says from now on it must not be told any more, or it must be true all the same.
      boolean ended = child.endsWithin(Faults.TIME_TO_NOTICE);
      List<String> said = child.kill();
      if (ended) {
        Faults.checkEnd(child, violations);
      }
      return said;
    }
  }
}
