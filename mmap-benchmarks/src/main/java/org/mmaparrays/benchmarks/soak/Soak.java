package org.mmaparrays.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.mmaparrays.benchmarks.soak.fault.Faults;
import org.mmaparrays.benchmarks.soak.fault.InjectedFaults;
import org.mmaparrays.benchmarks.soak.fault.Kill;
import org.mmaparrays.benchmarks.soak.fault.KillBeforeCall;
import org.mmaparrays.benchmarks.soak.fault.KilledBesideReaders;
import org.mmaparrays.benchmarks.soak.fault.PowerCut;
import org.mmaparrays.benchmarks.soak.fault.ScenarioCycles;
import org.mmaparrays.benchmarks.soak.process.FastStart;
import org.mmaparrays.benchmarks.soak.process.Folders;
import org.mmaparrays.benchmarks.soak.process.LoopDisk;
import org.mmaparrays.benchmarks.soak.promise.Format;
import org.mmaparrays.benchmarks.soak.promise.Promise;
import org.mmaparrays.benchmarks.soak.promise.Promises;
import org.mmaparrays.benchmarks.soak.promise.ReplacePromise;
import org.mmaparrays.benchmarks.soak.promise.Verdict;
import org.mmaparrays.benchmarks.soak.report.ReadersTally;
import org.mmaparrays.benchmarks.soak.report.SoakReport;
import org.mmaparrays.benchmarks.soak.scenario.FailingCalls;
import org.mmaparrays.benchmarks.soak.scenario.ScenarioRun;
import org.mmaparrays.benchmarks.soak.scenario.Scenarios;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command: faults in cycles, and a report. */
@Command(name = "soak", mixinStandardHelpOptions = true, sortOptions = false, description = "Breaks what can break under arrays, again and again, and counts what is lost: nothing must be.", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
    "0:nothing was lost", "1:something was lost", "2:wrong usage"})
final class Soak implements Callable<Integer> {
  private static final int CONTROLS = 2;

  /** So many kills leave each state that a crash can leave, or the moments are not hit. */
  private static final int KILLS_FOR_ALL_STATES = 200;

  /** One of so many kills hits a writer while others read. */
  private static final int READERS_SHARE = 3;

  @Option(names = "--kills", paramLabel = "N", defaultValue = "300", description = "How many writers to kill; those that recover what they leave are killed, too, and not counted here (default: ${DEFAULT-VALUE}).")
  int kills;

  @Option(names = "--power-cuts", paramLabel = "N", defaultValue = "400", description = "How often to cut the power: half of them on ext4, half on xfs (default: ${DEFAULT-VALUE}).")
  int powerCuts;

  @Option(names = "--calls", paramLabel = "N", defaultValue = "1", description = "Have every Nth call of the system fail, each in a run of its own; 0 for none (default: ${DEFAULT-VALUE}).")
  int calls;

  @Option(names = "--others", paramLabel = "N", defaultValue = "5", description = "How often to fill and break a disk, cut, replace and close files that are read (default: ${DEFAULT-VALUE}).")
  int others;

  @Option(names = "--require-power-cut", description = "Fail where the power cannot be cut, or another fault not be made, instead of only saying so.")
  boolean requirePowerCut;

  @Option(names = "--seed", paramLabel = "N", description = "Repeats the choices of an earlier soak; moments still differ.")
  Optional<Long> seed = Optional.empty();

  @Option(names = "--report", paramLabel = "FOLDER", defaultValue = "${sys:mmap.soak.report:-soak}", description = "Where soak.md and soak.json go (default: ${DEFAULT-VALUE}).")
  Path reportFolder = Path.of("");

  @Option(names = "--work", paramLabel = "FOLDER", description = "Where to work (default: the folder for temporary files).")
  Optional<Path> workFolder = Optional.empty();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Soak()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Instant start = Instant.now();
    long chosen = seed.orElseGet(System::nanoTime);
    SoakReport report = new SoakReport(chosen);
    Path folder = workFolder.isPresent()
        ? Files.createTempDirectory(Files.createDirectories(workFolder.get()), "mmap-soak-")
        : Files.createTempDirectory("mmap-soak-");
    try {
      if (!isForAllUsers(folder)) {
        System.err.println("soak: " + folder + " cannot be made readable for other users");
      }
      FastStart.prepare(folder,
          work -> ScenarioRun.of(new FailingCalls(Format.RAW), work, 1, List.of()));
      KillBeforeCall.missing()
          .ifPresent(why -> report.skip("no kills before chosen calls of the system: " + why));
      attempt("kills", report, () -> kill(folder, chosen, report));
      attempt("kills beside readers", report, () -> killBesideReaders(folder, chosen, report));
      attempt("power cuts", report, () -> cutPower(folder, chosen, report));
      attempt("failing calls", report, () -> failCalls(folder, chosen, report));
      attempt("the other faults", report, () -> new ScenarioCycles(folder, chosen, report).run(others));
    } finally {
      FastStart.forget();
      Folders.delete(folder);
    }
    if (kills >= KILLS_FOR_ALL_STATES) {
      report.skipStatesNeverFound();
    }
    report.took(Duration.between(start, Instant.now()));
    return conclude(report);
  }

  /** A part of the soak. */
  private interface Part {
    void run() throws Exception;
  }

  /** Runs a part; if it ends before its time, the report says so, and the other parts are still worth theirs. */
  private static void attempt(String what, SoakReport report, Part part) throws InterruptedException {
    try {
      part.run();
    } catch (InterruptedException stop) {
      throw stop;
    } catch (Exception failed) {
      report.tally("the soak itself", what)
          .add(new Verdict(0, 0, List.of(failed + " at " + failed.getStackTrace()[0]), true), "not finished");
    }
  }

  /** A fault, so many times, under work that relies on a promise. */
  private interface Fault {
    void strike(Promise promise, int times, long itsSeed) throws IOException, InterruptedException;
  }

  /** Opens a folder to all users, since some readers are other ones, and returns whether that was possible. */
  private static boolean isForAllUsers(Path folder) {
    Set<PosixFilePermission> all = PosixFilePermissions.fromString("rwxr-xr-x");
    try {
      Files.setPosixFilePermissions(folder, all);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private void kill(Path folder, long chosen, SoakReport report) throws IOException, InterruptedException {
    int alone = kills - kills / READERS_SHARE;
    strikeAll("kill", alone, chosen, report,
        (promise, times, itsSeed) -> new Kill(folder.resolve("kill"), itsSeed, report.leftovers("kill"))
            .run(promise, times, report.tally("kill", promise.name()),
                report.tally("kill in recovery", promise.name())));
  }

  private void killBesideReaders(Path folder, long chosen, SoakReport report)
      throws IOException, InterruptedException {
    int times = kills / READERS_SHARE;
    List<KilledBesideReaders.User> users = new ArrayList<>();
    for (KilledBesideReaders.User user : KilledBesideReaders.User.values()) {
      Optional<String> missing = user.missing(folder);
      missing.ifPresent(why -> report.skip("no readers as another user: " + why));
      if (missing.isEmpty()) {
        users.add(user);
      }
    }
    List<ReplacePromise> promises =
        Stream.of(Format.values()).flatMap(format -> Promises.ofReplacement(format).stream()).toList();
    int count = promises.size() * users.size();
    for (int k = 0; k < count; k++) {
      int share = times * (k + 1) / count - times * k / count;
      ReplacePromise promise = promises.get(k / users.size());
      KilledBesideReaders.User user = users.get(k % users.size());
      if (share > 0) {
        progress("kill beside readers, " + user, promise, share);
        ReadersTally tally = report.readers(user.toString(), promise.name());
        try {
          new KilledBesideReaders(folder.resolve("readers"), chosen + k).run(promise, user, share, tally);
        } catch (IOException | RuntimeException failed) {
          tally.addViolations(List.of("the soak itself failed: " + failed));
          Folders.delete(folder.resolve("readers"));
        }
      }
    }
  }

  private void cutPower(Path folder, long chosen, SoakReport report)
      throws IOException, InterruptedException {
    if (powerCuts == 0) {
      return;
    }
    int times = powerCuts / 2;
    for (String kind : new String[] {"ext4", "xfs"}) {
      Optional<String> missing = LoopDisk.missing(folder, kind);
      if (missing.isPresent()) {
        report.skip("no power cut on " + kind + ": " + missing.get());
        continue;
      }
      try (LoopDisk disk = LoopDisk.make(folder, kind, LoopDisk.SMALLEST_XFS)) {
        String fault = "power cut, " + kind;
        for (Promise promise : Promises.ofControl()) {
          progress(fault, promise, CONTROLS);
          new PowerCut(disk, chosen, report.leftovers(fault)).runControl(promise, CONTROLS,
              report.control(fault, promise.name()));
        }
        strikeAll(fault, times, chosen + kind.hashCode(), report,
            (promise, share, itsSeed) -> new PowerCut(disk, itsSeed, report.leftovers(fault)).run(promise,
                share,
                report.tally(fault, promise.name()),
                report.tally(fault + ", back as another device", promise.name()),
                report.tally(fault + ", in recovery", promise.name())));
      }
    }
  }

  /** Strikes writers of rows, and the rest: replacing, creating, committing and flushing arrays, which can be cut short in more ways. */
  private static void strikeAll(String name, int times, long chosen, SoakReport report, Fault fault)
      throws IOException, InterruptedException {
    strikeEach(name, Promises.ofRows(), times / 3, chosen, report, fault);
    strikeEach(name, Promises.ofArrays(), times - times / 3, chosen, report, fault);
  }

  /** Spreads faults evenly; where there are fewer faults than promises, another soak takes others. */
  private static void strikeEach(String name, List<Promise> all, int times, long chosen,
      SoakReport report,
      Fault fault) throws IOException, InterruptedException {
    List<Promise> promises = new ArrayList<>(all);
    Collections.shuffle(promises, Faults.random(chosen));
    int count = promises.size();
    for (int k = 0; k < count; k++) {
      int share = times * (k + 1) / count - times * k / count;
      if (share > 0) {
        Promise promise = promises.get(k);
        progress(name, promise, share);
        try {
          fault.strike(promise, share, chosen + k);
        } catch (IOException | RuntimeException failed) {
          // The others are still worth the time.
          report.tally(name, promise.name()).add(
              new Verdict(0, 0, List.of("the soak itself failed: " + failed), true), "seed " + (chosen + k));
        }
      }
    }
  }

  private void failCalls(Path folder, long chosen, SoakReport report)
      throws IOException, InterruptedException {
    if (calls == 0) {
      return;
    }
    Optional<String> missing = InjectedFaults.missing();
    if (missing.isPresent()) {
      report.skip("no failing calls of the system: " + missing.get());
      return;
    }
    for (FailingCalls scenario : Scenarios.ofFailingCalls()) {
      System.err.println("soak: failing calls, " + scenario.name());
      new InjectedFaults(folder, chosen).run(scenario, calls, report);
    }
  }

  private static void progress(String fault, Promise promise, int cycles) {
    System.err.println("soak: " + fault + ", " + promise.name() + ", " + cycles + " times");
  }

  private int conclude(SoakReport report) throws IOException {
    Files.createDirectories(reportFolder);
    Files.writeString(reportFolder.resolve("soak.md"), report.markdown());
    Files.writeString(reportFolder.resolve("soak.json"), report.json());
    System.out.print(report.markdown());
    return report.isGood() && !(requirePowerCut && report.isSkipped()) ? 0 : 1;
  }
}
