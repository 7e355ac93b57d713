package org.mmaparrays.benchmarks.soak.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.benchmarks.soak.process.FolderState;
import org.mmaparrays.benchmarks.soak.promise.Acknowledgements;
import org.mmaparrays.benchmarks.soak.promise.Pattern;
import org.mmaparrays.benchmarks.soak.promise.Promise;
import org.mmaparrays.benchmarks.soak.promise.RowsPromise;
import org.mmaparrays.benchmarks.soak.promise.Verdict;
import org.mmaparrays.benchmarks.soak.report.Leftovers;
import org.mmaparrays.benchmarks.soak.report.Tally;
import org.mmaparrays.model.ArrayRef;

/**
 * The check of a folder after a crash: it is read as it is, which must change nothing; writers that recover it crash, too, and it
 * is read after each; then it is recovered to the end, read, and written again.
 */
final class CrashedFolder {
  private static final int MOST_SECOND_CRASHES = 2;

  private final Promise promise;
  private final Supplier<Path> folder;
  private final Pattern pattern;
  private final Random random;
  private final Leftovers leftovers;

  /**
   * A folder that is to be checked.
   *
   * @param folder gives where it is, which may be elsewhere after another crash
   * @param leftovers counts the states that each crash has left
   */
  CrashedFolder(Promise promise, Supplier<Path> folder, Pattern pattern, Random random, Leftovers leftovers) {
    this.promise = promise;
    this.folder = folder;
    this.pattern = pattern;
    this.random = random;
    this.leftovers = leftovers;
  }

  /** A crash of a writer that recovers. */
  @FunctionalInterface
  interface SecondCrash {
    /** Lets a child recover an array and crash; adds broken promises. */
    void strike(Recoverer recoverer, ArrayRef array, List<String> violations)
        throws IOException, InterruptedException;
  }

  /**
   * Checks everything.
   *
   * @param said the lines of the child that crashed first
   * @param violations the broken promises that were seen when it ended
   * @param second crashes recovering writers; their checks are added to {@code secondTally}
   */
  Verdict check(List<String> said, List<String> violations, SecondCrash second, Tally secondTally,
      String repeat) throws IOException, InterruptedException {
    leftovers.count(folder.get());
    Verdict first = read(said).and(violations);
    List<String> saidBefore = new ArrayList<>(said);
    saidBefore.remove(Acknowledgements.KILLED); // The writers that are known from now on are other ones.
    int crashes = first.isKept() ? random.nextInt(MOST_SECOND_CRASHES + 1) : 0;
    for (int crash = 0; crash < crashes; crash++) {
      List<ArrayRef> arrays = promise.arrays(folder.get(), saidBefore);
      List<Recoverer> ways = Recoverer.suiting(promise instanceof RowsPromise);
      Recoverer way = ways.get(random.nextInt(ways.size()));
      List<String> during = new ArrayList<>();
      second.strike(way, arrays.get(random.nextInt(arrays.size())), during);
      leftovers.count(folder.get());
      Verdict again = read(saidBefore).and(during);
      secondTally.add(again, repeat + ", crash " + crash + " of " + way);
      if (!again.isKept()) {
        return new Verdict(first.acknowledged(), first.lost(), first.violations(), true);
      }
    }
    return first.isKept() ? first.and(recoverAndGoOn(saidBefore)) : first;
  }

  /** Checks as a reader, and that reading has changed nothing. */
  private Verdict read(List<String> said) throws IOException {
    FolderState before = FolderState.of(folder.get());
    Verdict verdict = attempt("reading", () -> promise.read(folder.get(), pattern, said));
    List<String> changes = before.differences(FolderState.of(folder.get()));
    return verdict.and(changes.stream().map(change -> "reading has changed the folder: " + change).toList());
  }

  private Verdict recoverAndGoOn(List<String> said) throws IOException {
    Verdict recovered = attempt("recovery", () -> {
      List<String> violations = new ArrayList<>();
      for (ArrayRef array : promise.arrays(folder.get(), said)) {
        recover(array, violations);
      }
      return new Verdict(0, 0, violations, false);
    });
    // Counted once already: of these rows only the lost ones are of interest.
    Verdict read = read(said);
    Verdict both = recovered.and(new Verdict(0, read.lost(), read.violations(), read.finished()));
    return both.isKept()
        ? both.and(attempt("going on", () -> promise.goOn(folder.get(), pattern, said)))
        : both;
  }

  private static void recover(ArrayRef array, List<String> violations) throws IOException {
    ArrayStores.recover(array);
    List<?> again = ArrayStores.recover(array).actions();
    if (!again.isEmpty()) {
      violations.add("recovered once more, there was something to do: " + again);
    }
    String name = String.valueOf(array.file().getFileName());
    Path parent = array.file().toAbsolutePath().getParent();
    if (parent == null) {
      return;
    }
    try (Stream<Path> files = Files.list(parent)) {
      files.map(file -> String.valueOf(file.getFileName()))
          .filter(file -> file.startsWith("." + name + ".new-") || file.startsWith("." + name + ".commit"))
          .forEach(left -> violations.add("left after a recovery: " + left));
    }
  }

  private interface Check {
    Verdict run() throws IOException;
  }

  /** Runs a check; any failure of it is a violation itself. */
  private static Verdict attempt(String what, Check check) {
    try {
      return check.run();
    } catch (IOException | RuntimeException | InternalError e) {
      return new Verdict(0, 0, List.of("after the fault, " + what + ": " + e + " at " + e.getStackTrace()[0]),
          true);
    }
  }
}
