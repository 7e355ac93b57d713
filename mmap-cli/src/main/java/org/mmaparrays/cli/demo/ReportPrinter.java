package org.mmaparrays.cli.demo;

import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.mmaparrays.cli.output.EscapingPrinter;

/** Prints a report for people. */
final class ReportPrinter {
  private static final double MIB = 1 << 20;

  private final EscapingPrinter out;

  ReportPrinter(EscapingPrinter out) {
    this.out = out;
  }

  void print(DemoReport report) {
    out.println(String.format(Locale.ROOT, "%,d images to train on, %,d held out, %s; %d %s over one mapping",
        report.trainingRows(), report.heldOutRows(), report.input(), report.threads(),
        report.threads() == 1 ? "thread" : "threads"));
    out.println();
    out.println(String.format(Locale.ROOT, "%-14s %10s %8s %9s %9s %8s %8s %10s",
        "stage", "rows", "seconds", "rows/s", "data MiB", "MiB/s", "own MiB", "mapped MiB"));
    report.stages().forEach(this::row);
    report.heap().ifPresent(this::row);
    out.println();
    out.println(
        "own, mapped: what is resident at the end of a stage. Pages of mapped files belong to the page cache:");
    out.println(
        "the system takes them back when it needs memory. Own memory, the Java heap included, it cannot.");
    report.heap().ifPresent(heap -> out.println(
        "features, heap: load all images, compute all features, save all; last, hence with warm code."));
    report.heapImpediment().ifPresent(why -> out.println("features, heap: left out: " + why + "."));
    out.println("training loss by epoch: " + report.losses().stream()
        .map(loss -> String.format(Locale.ROOT, "%.3f", loss))
        .collect(Collectors.joining(", ")));
    out.println(String.format(Locale.ROOT, "accuracy on the rows held out: %.4f", report.accuracy()));
    out.println(report.kept() ? "files:" : "files (removed; name a folder by --dir to keep them):");
    for (DemoReport.DataFile file : report.files()) {
      out.println(
          "  " + (report.kept() ? file.path() : file.path().getFileName()) + "  " + Sizes.text(file.bytes()));
    }
  }

  private void row(StageReport stage) {
    out.println(String.format(Locale.ROOT, "%-14s %,10d %8.2f %,9.0f %,9.1f %,8.0f %8s %10s", stage.name(),
        stage.rows(),
        stage.seconds(), stage.rowsPerSecond(), stage.bytes() / MIB, stage.mibPerSecond(),
        mib(stage, memory -> memory.bytes() - memory.mappedBytes()),
        mib(stage, ResidentMemory::mappedBytes)));
  }

  private static String mib(StageReport stage, ToLongFunction<ResidentMemory> bytes) {
    return stage.memory()
        .map(memory -> String.format(Locale.ROOT, "%,.0f", bytes.applyAsLong(memory) / MIB))
        .orElse("unknown");
  }
}
