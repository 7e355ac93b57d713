package org.mmaparrays.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Kills a child in the middle of its work, as the system does when memory runs out, and checks what it was promised. */
final class Kill {
  /** Said by the parent, after what the child has said. */
  static final String KILLED = "killed";

  private static final int LONGEST_WORK_MILLIS = 200;
  private static final int LONGEST_START_MILLIS = 400;

  private final Path folder;
  private final Random random;

  Kill(Path folder, long seed) {
    this.folder = folder;
    this.random = new Random(seed);
  }

  /** Kills until so many children have died, going on in the same folder until the work is done; adds up what is found. */
  void run(Promise promise, int cycles, Tally tally) throws IOException, InterruptedException {
    List<String> said = new ArrayList<>();
    long seed = random.nextLong();
    boolean finished = false;
    // The last child is left alone where there is work left, so that its result is seen, too.
    for (int cycle = 0; cycle < cycles || !finished; cycle++) {
      Files.createDirectories(folder);
      List<String> violations = new ArrayList<>();
      said.addAll(cycle < cycles ? killIn(promise, seed, violations) : leave(promise, seed, violations));
      Verdict verdict = Faults.check(promise, folder, new Pattern(seed), said, violations);
      tally.add(verdict, "cycle " + cycle + ", seed " + seed);
      finished = verdict.finished() || !verdict.isKept();
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
      Faults.checkEnd(child, violations);
      return said;
    }
  }

  private Child start(Promise promise, long seed) throws IOException {
    return Child.start(WorkingChild.class, promise.name(), folder.toString(), Long.toString(seed));
  }

  private List<String> killIn(Promise promise, long seed, List<String> violations)
      throws IOException, InterruptedException {
    try (Child child = start(promise, seed)) {
      boolean ended;
      if (random.nextInt(4) == 0) {
        ended = child.endsWithin(Duration.ofMillis(random.nextInt(LONGEST_START_MILLIS))); // While it starts.
      } else {
        child.awaitWord();
        ended = child.endsWithin(Duration.ofMillis(random.nextInt(LONGEST_WORK_MILLIS)));
      }
      List<String> said = new ArrayList<>(child.kill());
      if (ended) {
        Faults.checkEnd(child, violations); // Before it could be killed.
      } else {
        said.add(KILLED);
      }
      return said;
    }
  }
}
