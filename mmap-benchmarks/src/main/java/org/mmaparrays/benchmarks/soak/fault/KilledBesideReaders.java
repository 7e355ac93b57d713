package org.mmaparrays.benchmarks.soak.fault;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.mmaparrays.benchmarks.soak.process.Child;
import org.mmaparrays.benchmarks.soak.process.Folders;
import org.mmaparrays.benchmarks.soak.process.Tool;
import org.mmaparrays.benchmarks.soak.promise.Pattern;
import org.mmaparrays.benchmarks.soak.promise.ReplacePromise;
import org.mmaparrays.benchmarks.soak.report.ReadersTally;
import org.mmaparrays.benchmarks.soak.scenario.ScenarioRun;

/**
 * Kills programs that replace an array, and programs that recover it, half-way and one after the other, while a process goes on
 * reading it.
 */
public final class KilledBesideReaders {
  /** A user that owns nothing, and need not have a name. */
  private static final String STRANGER = "12345";

  private final Path folder;
  private final Random random;

  public KilledBesideReaders(Path folder, long seed) {
    this.folder = folder;
    this.random = Faults.random(seed);
  }

  /** The user as which the readers run. */
  public enum User {
    /** The owner of the array. */
    OWNER(List.of()),
    /** A user that may read the array, and write nothing. */
    STRANGER(
        List.of("setpriv", "--reuid", KilledBesideReaders.STRANGER, "--regid", KilledBesideReaders.STRANGER,
            "--clear-groups"));

    @SuppressWarnings("ImmutableEnumChecker") // a copy
    private final List<String> under;

    User(List<String> under) {
      this.under = under;
    }

    /** Returns why there can be no readers as this user here; empty if there can. */
    public Optional<String> missing(Path folder) {
      if (this == OWNER) {
        return Optional.empty();
      }
      if (!Tool.exists("setpriv")) {
        return Optional.of("setpriv is not installed (Debian: util-linux)");
      }
      try {
        // As a reader would: its classes, the folder.
        String classes = System.getProperty("java.class.path").split(File.pathSeparator)[0];
        for (String needed : List.of(classes, folder.toString(), System.getProperty("java.home"))) {
          List<String> command = new ArrayList<>(under);
          command.addAll(List.of("test", "-r", needed));
          Tool.run(command.toArray(String[]::new));
        }
        return Optional.empty();
      } catch (IOException e) {
        return Optional.of("needs root, and folders that all users may read: " + e.getMessage());
      }
    }

    @Override
    public String toString() {
      return this == OWNER ? "the owner's" : "those of a user who may only read";
    }
  }

  /** Kills so many, and adds up the findings of the readers. */
  public void run(ReplacePromise promise, User user, int kills, ReadersTally tally)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    long seed = random.nextLong();
    Pattern pattern = new Pattern(seed);
    promise.begin(folder, pattern);
    List<String> violations = new ArrayList<>();
    String[] arguments = {promise.name(), folder.toString(), Long.toString(seed)};
    try (Child readers = Child.start(user.under, ReadingChild.class.getName(), arguments)) {
      readers.awaitWord();
      for (int kill = 0; kill < kills; kill++) {
        if (random.nextInt(3) == 0) {
          Kill.strike(random.nextBoolean() ? Recoverer.RECOVER : Recoverer.DRAFT, promise.ref(folder), random,
              violations);
        } else {
          killReplacer(arguments);
        }
        tally.addKill();
      }
      readers.tell();
      ScenarioRun run = new ScenarioRun(readers.end(), violations);
      Faults.checkDone(readers, violations);
      tally.addReads(run.last(ReadingChild.READS), run.last(ReadingChild.REFUSED),
          run.last(ReadingChild.MIXED));
      run.said().stream().filter(line -> line.startsWith(ReadingChild.EXAMPLE))
          .map(line -> line.substring(ReadingChild.EXAMPLE.length())).forEach(violations::add);
    }
    tally.addViolations(violations.stream().map(violation -> violation + " [seed " + seed + "]").toList());
    Folders.delete(folder);
  }

  private void killReplacer(String[] arguments) throws IOException, InterruptedException {
    try (Child child = Child.start(WorkingChild.class, arguments)) {
      Kill.killAtWork(child, random);
      child.kill();
    }
  }
}
