package org.mmaparrays.benchmarks.compare.topic;

import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.FIRST;
import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.RESIDENT;
import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.STEADY;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.mmaparrays.ArrayData;
import org.mmaparrays.StoredArray;
import org.mmaparrays.benchmarks.compare.workload.Entry;
import org.mmaparrays.benchmarks.compare.workload.Plan;
import org.mmaparrays.benchmarks.compare.workload.Regime;
import org.mmaparrays.benchmarks.compare.workload.SideRun;
import org.mmaparrays.benchmarks.compare.workload.Target;
import org.mmaparrays.benchmarks.compare.workload.Task;
import org.mmaparrays.benchmarks.compare.workload.Topic;
import org.mmaparrays.benchmarks.compare.workload.Workload;
import org.mmaparrays.compute.Statistics;
import org.mmaparrays.compute.Workers;
import org.mmaparrays.model.OpenMode;

/** The sum of all elements: warm, cold, on two threads, and of a file much larger than memory. */
final class Sums implements Topic {
  private static final String SCALAR = "ours, no vector module";
  private static final long LEAST_MEMORY = 256L << 20;
  private static final String STREAM = "ours, streaming";

  @Override
  public List<Workload> workloads(Plan plan) {
    return List.of(
        new Workload("W2", "sum of all elements in float64", Regime.WARM, plan.data(), List.of(
            Entry.c("C", "sum"),
            Entry.c("C, populated first", "sum:populate"),
            Entry.ours("ours", "sum"),
            Entry.ours(SCALAR, "sum").withoutVectors(),
            Entry.numpy("NumPy float64", "sum:float64"),
            Entry.numpy("NumPy default", "sum:default").inFloat32("pairwise float32"),
            Entry.numpy("NumPy by BLAS", "sum:blas").inFloat32("float32 per row")),
            List.of(
                Target.atLeast(0.9, "ours", STEADY, "C"),
                Target.atLeast(4.5, "ours", STEADY, "NumPy float64"),
                Target.atLeast(1.8, "ours", STEADY, "NumPy default"),
                Target.atLeast(1.0, "ours", FIRST, "NumPy"),
                Target.atLeast(2.5, SCALAR, STEADY, "NumPy float64")),
            "One thread each."),
        new Workload("W2 cold", "sequential scan of a file that is not in memory", Regime.COLD, plan.data(),
            List.of(
                Entry.c("C mmap", "sum"),
                Entry.c("C mmap, MADV_SEQUENTIAL", "sum:sequential"),
                Entry.c("C pread", "sum:pread"),
                Entry.ours("ours, mapped", "sum"),
                Entry.ours(STREAM, "sum:streaming"),
                Entry.numpy("NumPy memmap", "sum:float64"),
                Entry.numpy("NumPy memmap, default", "sum:default").inFloat32("pairwise float32"),
                Entry.numpy("NumPy readinto", "read-sum"),
                Entry.numpy("NumPy load all", "load-sum")),
            List.of(
                Target.atLeast(0.9, "ours", FIRST, "C"),
                Target.atLeast(1.1, "ours", FIRST, "NumPy")),
            "One thread each. The best of ours against the best of each other."),
        new Workload("W9 sum", "sum of all elements in float64, two threads", Regime.WARM, plan.data(),
            List.of(
                Entry.c("C", "sum").with("threads", 2),
                Entry.ours("ours", "sum").with("threads", 2),
                Entry.numpy("NumPy float64", "sum:float64").with("threads", 2),
                Entry.numpy("NumPy default", "sum:default").with("threads", 2).inFloat32("pairwise float32"),
                Entry.numpy("NumPy by BLAS", "sum:blas").with("threads", 2).inFloat32("float32 per row")),
            List.of(Target.atLeast(0.9, "ours", STEADY, "C")),
            "NumPy in a pool of two threads, each with one half."),
        new Workload("W11", "sum of a file eight times larger than the memory allowed",
            Regime.limited(Math.max(plan.large().bytes() / 8, LEAST_MEMORY)), plan.large(), List.of(
                Entry.c("C mmap", "sum"),
                Entry.c("C pread", "sum:pread"),
                Entry.ours("ours, mapped", "sum"),
                Entry.ours(STREAM, "sum:streaming"),
                Entry.numpy("NumPy memmap", "sum:float64"),
                Entry.numpy("NumPy load all", "load-sum")),
            List.of(
                Target.atLeast(0.95, "ours", FIRST, "C"),
                Target.atMost(100e6, STREAM, RESIDENT)),
            "One thread each. Loading all is meant to be killed. No less than 256 MiB are allowed, whatever the file:"
                + " a JVM must have some."));
  }

  @Override
  public Map<String, Task> tasks() {
    return Map.of("sum", Sums::sum);
  }

  private static Task.Pass sum(SideRun run) throws IOException {
    StoredArray array = run.array(OpenMode.READ);
    ArrayData data = run.variant().equals("streaming") ? array.streaming() : array;
    Workers workers = Workers.of(run.threads());
    return () -> {
      run.start();
      double sum = Statistics.sum(data, workers);
      run.stop();
      return new double[] {sum};
    };
  }
}
