package org.mmaparrays.benchmarks.soak.fault;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.benchmarks.soak.process.Child;
import org.mmaparrays.benchmarks.soak.process.Folders;
import org.mmaparrays.benchmarks.soak.process.LoopDisk;
import org.mmaparrays.benchmarks.soak.promise.Pattern;
import org.mmaparrays.benchmarks.soak.report.SoakReport;
import org.mmaparrays.benchmarks.soak.report.Tally;
import org.mmaparrays.benchmarks.soak.scenario.DiskFull;
import org.mmaparrays.benchmarks.soak.scenario.ReadError;
import org.mmaparrays.benchmarks.soak.scenario.Scenario;
import org.mmaparrays.benchmarks.soak.scenario.ScenarioChild;
import org.mmaparrays.benchmarks.soak.scenario.ScenarioRun;
import org.mmaparrays.benchmarks.soak.scenario.Scenarios;

/** The scenarios in cycles: on files, on a disk that is full, on a disk that cannot be read. */
public final class ScenarioCycles {
  private static final long SMALL_DISK = 24 << 20;

  private final Path folder;
  private final long seed;
  private final SoakReport report;

  public ScenarioCycles(Path folder, long seed, SoakReport report) {
    this.folder = folder;
    this.seed = seed;
    this.report = report;
  }

  /** Runs each so many times. */
  public void run(int cycles) throws Exception {
    if (cycles == 0) {
      return;
    }
    for (Scenario scenario : Scenarios.ofFiles()) {
      Tally tally = report.tally("in one JVM", scenario.name());
      System.err.println("soak: " + scenario.name() + ", " + cycles + " times");
      for (int cycle = 0; cycle < cycles; cycle++) {
        run(scenario, folder.resolve("files"), cycle, tally);
      }
    }
    fillDisk(cycles);
    breakDisk(cycles);
  }

  private void fillDisk(int cycles) throws Exception {
    if (isMissing("ext4", "no disk that is full")) {
      return;
    }
    try (LoopDisk disk = LoopDisk.make(folder, "ext4", SMALL_DISK)) {
      for (DiskFull scenario : Scenarios.ofFullDisks()) {
        Tally tally = report.tally("disk full, ext4", scenario.name());
        System.err.println("soak: " + scenario.name() + ", " + cycles + " times");
        for (int cycle = 0; cycle < cycles; cycle++) {
          run(scenario, disk.folder().resolve("files"), cycle, tally);
        }
      }
    }
  }

  /** On xfs: ext4 goes on reading after it was shut down. */
  private void breakDisk(int cycles) throws Exception {
    if (isMissing("xfs", "no disk that cannot be read")) {
      return;
    }
    try (LoopDisk disk = LoopDisk.make(folder, "xfs", LoopDisk.SMALLEST_XFS)) {
      for (ReadError scenario : Scenarios.ofUnreadableDisks()) {
        Tally tally = report.tally("I/O error when read, xfs", scenario.name());
        System.err.println("soak: " + scenario.name() + ", " + cycles + " times");
        for (int cycle = 0; cycle < cycles; cycle++) {
          failWhenRead(scenario, disk, cycle, tally);
        }
      }
    }
  }

  private boolean isMissing(String kind, String what) {
    Optional<String> missing = LoopDisk.missing(folder, kind);
    missing.ifPresent(why -> report.skip(what + ": " + why));
    return missing.isPresent();
  }

  private void run(Scenario scenario, Path work, int cycle, Tally tally) throws Exception {
    Files.createDirectories(work);
    tally.add(ScenarioRun.of(scenario, work, seed + cycle, List.of()).verdict(), repeat(cycle));
    Folders.delete(work);
  }

  private void failWhenRead(ReadError scenario, LoopDisk disk, int cycle, Tally tally) throws Exception {
    Path work = disk.folder().resolve("files");
    Files.createDirectories(work);
    scenario.prepare(work, new Pattern(seed + cycle));
    disk.restorePower(); // So that nothing of it is in memory; perhaps it is elsewhere now.
    work = disk.folder().resolve("files");
    try (Child child =
        Child.start(ScenarioChild.class, scenario.name(), work.toString(), Long.toString(seed + cycle))) {
      child.awaitWord();
      disk.cutPower(false);
      child.tell();
      tally.add(ScenarioRun.of(child).verdict(), repeat(cycle));
    }
    disk.restorePower();
    Folders.delete(disk.folder().resolve("files"));
  }

  private String repeat(int cycle) {
    return "cycle " + cycle + ", seed " + (seed + cycle);
  }
}
