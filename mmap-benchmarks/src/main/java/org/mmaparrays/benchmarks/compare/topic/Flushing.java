package org.mmaparrays.benchmarks.compare.topic;

import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.STEADY;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.benchmarks.compare.workload.Entry;
import org.mmaparrays.benchmarks.compare.workload.Input;
import org.mmaparrays.benchmarks.compare.workload.Plan;
import org.mmaparrays.benchmarks.compare.workload.Regime;
import org.mmaparrays.benchmarks.compare.workload.SideRun;
import org.mmaparrays.benchmarks.compare.workload.Target;
import org.mmaparrays.benchmarks.compare.workload.Task;
import org.mmaparrays.benchmarks.compare.workload.Topic;
import org.mmaparrays.benchmarks.compare.workload.Workload;
import org.mmaparrays.benchmarks.flush.WritingRun;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.FlushPolicy;

/** Rows written one after another, durable by a strategy. */
final class Flushing implements Topic {
  private static final Map<String, FlushPolicy> POLICIES = Map.of("1", FlushPolicy.everyWrite(), "1000",
      FlushPolicy.everyRows(1000), "second", FlushPolicy.every(Duration.ofSeconds(1)), "end",
      FlushPolicy.onClose());

  @Override
  public List<Workload> workloads(Plan plan) {
    // So many that a disk takes about a second.
    long few = Math.clamp(plan.data().rows() / 100, 200, 5000);
    long many = Math.clamp(plan.data().rows() / 4, 10_000, 300_000);
    return List.of(
        strategy(plan, "every write", "1", few, List.of(Target.atLeast(0.95, "ours", STEADY, "C"))),
        strategy(plan, "every 1000 rows", "1000", many, List.of(Target.atLeast(1, "ours", STEADY, "NumPy"))),
        strategy(plan, "every second", "second", many, List.of(Target.atLeast(1, "ours", STEADY, "NumPy"))),
        strategy(plan, "at the end", "end", many, List.of(Target.atLeast(1, "ours", STEADY, "NumPy"))));
  }

  private static Workload strategy(Plan plan, String name, String variant, long rows, List<Target> targets) {
    List<Entry> entries = new ArrayList<>();
    entries.add(Entry.c("C msync", "flush:" + variant));
    if (variant.equals("1")) {
      entries.add(Entry.c("C fdatasync", "flush:fdatasync"));
    }
    entries.add(Entry.ours("ours", "flush:" + variant));
    entries.add(Entry.numpy("NumPy", "flush:" + variant));
    return new Workload("W7 " + name, "write rows, durable " + name, Regime.WARM, plan.data(),
        entries.stream().map(entry -> entry.with("rows", rows).with("columns", Input.COLUMNS)).toList(),
        List.of(""), rows, targets,
        "%,d rows of 2 KiB into a new file; times are of one row.".formatted(rows));
  }

  @Override
  public Map<String, Task> tasks() {
    return Map.of("flush", Flushing::flush);
  }

  private static Task.Pass flush(SideRun run) {
    FlushPolicy policy = POLICIES.get(run.variant());
    if (policy == null) {
      throw new IllegalArgumentException("no strategy " + run.variant());
    }
    Path file = run.target().resolveSibling("target.npy");
    return () -> {
      Files.deleteIfExists(file);
      run.start();
      double rate = WritingRun.rowsPerSecond(file, policy, run.rows(), run.columns(), 1);
      run.stop();
      run.took(run.rows() / rate);
      try (StoredArray written = ArrayStores.opener(ArrayRef.of(file)).open()) {
        NdArray view = written.view();
        return new double[] {view.getFloat(run.rows() - 1, run.columns() - 1)};
      }
    };
  }
}
