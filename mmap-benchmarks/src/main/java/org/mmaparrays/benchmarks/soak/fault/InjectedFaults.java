package org.mmaparrays.benchmarks.soak.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.benchmarks.soak.process.Folders;
import org.mmaparrays.benchmarks.soak.process.Tool;
import org.mmaparrays.benchmarks.soak.promise.Verdict;
import org.mmaparrays.benchmarks.soak.report.SoakReport;
import org.mmaparrays.benchmarks.soak.report.Tally;
import org.mmaparrays.benchmarks.soak.scenario.FailingCalls;
import org.mmaparrays.benchmarks.soak.scenario.ScenarioRun;

/**
 * Lets calls of the system fail: in one run the first of its kind in every thread, in the next the second, until there is none
 * left to fail.
 */
public final class InjectedFaults {
  /**
   * Calls and how they fail.
   *
   * @param beside what the name of the only file has at its end whose calls fail; empty if all do
   */
  private record Failure(String call, String error, String beside) {
    @Override
    public String toString() {
      return error + " in " + call + (beside.isEmpty() ? "" : " of " + beside.substring(1));
    }
  }

  private static final List<Failure> FAILURES =
      List.of(new Failure("msync", "EIO", ""), new Failure("fsync", "EIO", ""),
          new Failure("pwrite64", "EIO", ""), new Failure("pwrite64", "ENOSPC", ""),
          new Failure("fallocate", "ENOSPC", ""),
          new Failure("pwrite64", "EIO", ".checkpoint"), new Failure("pwrite64", "ENOSPC", ".checkpoint"));

  /** The record in a lock file informs other writers, and excludes none: writing it may fail. */
  private static final String LOCK_RECORD = ".lock>";

  private static final int MOST_CALLS = 200;

  private final Path folder;
  private final long seed;

  public InjectedFaults(Path folder, long seed) {
    this.folder = folder;
    this.seed = seed;
  }

  /** Returns why calls cannot be made to fail here; empty if they can. */
  public static Optional<String> missing() {
    if (!Tool.exists("strace")) {
      return Optional.of("strace is not installed");
    }
    try {
      Tool.run("strace", "-f", "-qq", "-o", "/dev/null", "true");
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("strace may not trace here: " + e.getMessage());
    }
  }

  /** Fails every step-th call of each kind, each in a run of its own. */
  public void run(FailingCalls scenario, int step, SoakReport report)
      throws IOException, InterruptedException {
    for (Failure failure : FAILURES) {
      Tally tally = report.tally(failure.toString(), scenario.name());
      for (int number = 1; number < MOST_CALLS && fails(scenario, failure, number, tally); number += step) {
        // Until there are no more calls to fail.
      }
      if (tally.cycles() == 0) {
        report.skip("no call has failed: " + failure + ", " + scenario.name() + " makes none");
      }
    }
  }

  private boolean fails(FailingCalls scenario, Failure failure, int number, Tally tally)
      throws IOException, InterruptedException {
    Path log = folder.resolve("strace.log");
    Path work = folder.resolve("calls");
    Folders.delete(work);
    Files.createDirectories(work);
    ScenarioRun faulty = ScenarioRun.of(scenario, work, seed, strace(scenario, failure, number, work, log));
    Optional<String> injected =
        Files.readString(log).lines().filter(line -> line.contains("(INJECTED)")).findFirst();
    if (injected.isEmpty() && faulty.violations().isEmpty()) {
      return false;
    }
    List<String> violations = new ArrayList<>(faulty.violations());
    if (violations.isEmpty() && !faulty.wasTold() && !injected.orElseThrow().contains(LOCK_RECORD)) {
      violations.add("nobody was told that this failed: " + injected.orElseThrow());
    }
    // One call of msync has failed, and those after it have not: a row has, and so no other array may.
    if (failure.call().equals("msync") && faulty.wasTold("write of a row")
        && !faulty.said().contains(FailingCalls.OTHERS_WORK)) {
      violations.add("another array does not work: " + faulty.said());
    }
    ScenarioRun after = ScenarioRun.of(scenario, work, seed, List.of());
    violations.addAll(after.violations());
    if (after.wasTold()) {
      violations.add("fails still, though no call does: " + after.said());
    }
    long promised = faulty.last("promised");
    long lost = Math.max(0, promised - after.first("resumed"));
    tally.add(new Verdict(promised + after.verdict().acknowledged(), lost, violations, true),
        "call " + number + ", seed " + seed);
    return true;
  }

  private static List<String> strace(FailingCalls scenario, Failure failure, int number, Path work,
      Path log) {
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-y", "-qq", "-e", "signal=none", "-e",
        "trace=" + failure.call(), "-e",
        "inject=" + failure.call() + ":error=" + failure.error() + ":when=" + number, "-o",
        log.toString()));
    if (failure.beside().isEmpty()) {
      command.add("--seccomp-bpf");
    } else {
      command.addAll(List.of("-P", work.resolve(scenario.format().fileName("rows")) + failure.beside()));
    }
    return command;
  }
}
