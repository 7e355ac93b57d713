package org.mmaparrays.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command: faults in cycles, and a report. */
@Command(name = "soak", mixinStandardHelpOptions = true, sortOptions = false, description = "Breaks what can break under arrays, again and again, and counts what is lost: nothing must be.", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
    "0:nothing was lost", "1:something was lost", "2:wrong usage"})
final class Soak implements Callable<Integer> {
  private static final int CONTROLS = 2;

  @Option(names = "--kills", paramLabel = "N", defaultValue = "500", description = "How many processes to kill (default: ${DEFAULT-VALUE}).")
  int kills;

  @Option(names = "--power-cuts", paramLabel = "N", defaultValue = "200", description = "How often to cut the power of each file system, ext4 and xfs (default: ${DEFAULT-VALUE}).")
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
      FastStart.prepare(folder);
      kill(folder, chosen, report);
      cutPower(folder, chosen, report);
      failCalls(folder, chosen, report);
      new ScenarioCycles(folder, chosen, report).run(others);
    } finally {
      FastStart.forget();
      Folders.delete(folder);
    }
    report.took(Duration.between(start, Instant.now()));
    return conclude(report);
  }

  /** A fault, so many times, under work that relies on a promise. */
  private interface Fault {
    void strike(Promise promise, int times, long itsSeed, Tally tally)
        throws IOException, InterruptedException;
  }

  private void kill(Path folder, long chosen, SoakReport report) throws IOException, InterruptedException {
    strikeAll("kill", kills, chosen, report,
        (promise, times, itsSeed, tally) -> new Kill(folder.resolve("kill"), itsSeed)
            .run(promise, times, tally));
  }

  private void cutPower(Path folder, long chosen, SoakReport report)
      throws IOException, InterruptedException {
    if (powerCuts == 0) {
      return;
    }
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
          new PowerCut(disk, chosen).run(promise, CONTROLS, report.control(fault, promise.name()));
        }
        strikeAll(fault, powerCuts, chosen, report,
            (promise, times, itsSeed, tally) -> new PowerCut(disk, itsSeed).run(promise, times, tally));
      }
    }
  }

  /** Rows are what is written for hours: they get two of three. */
  private static void strikeAll(String name, int times, long chosen, SoakReport report, Fault fault)
      throws IOException, InterruptedException {
    strikeEach(name, Promises.ofRows(), times - times / 3, chosen, report, fault);
    strikeEach(name, Promises.ofArrays(), times / 3, chosen, report, fault);
  }

  /** Spread evenly; where there are fewer faults than promises, another soak takes others. */
  private static void strikeEach(String name, List<Promise> all, int times, long chosen,
      SoakReport report,
      Fault fault) throws IOException, InterruptedException {
    List<Promise> promises = new ArrayList<>(all);
    Collections.shuffle(promises, new Random(chosen));
    int count = promises.size();
    for (int k = 0; k < count; k++) {
      int share = times * (k + 1) / count - times * k / count;
      if (share > 0) {
        Promise promise = promises.get(k);
        progress(name, promise, share);
        fault.strike(promise, share, chosen + k, report.tally(name, promise.name()));
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
