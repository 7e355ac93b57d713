package org.mmaparrays.benchmarks.compare.topic;

import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.STEADY;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.mmaparrays.StoredArray;
import org.mmaparrays.benchmarks.compare.workload.Entry;
import org.mmaparrays.benchmarks.compare.workload.Plan;
import org.mmaparrays.benchmarks.compare.workload.Regime;
import org.mmaparrays.benchmarks.compare.workload.SideRun;
import org.mmaparrays.benchmarks.compare.workload.Target;
import org.mmaparrays.benchmarks.compare.workload.Task;
import org.mmaparrays.benchmarks.compare.workload.Topic;
import org.mmaparrays.benchmarks.compare.workload.Workload;
import org.mmaparrays.compute.MeansAndStds;
import org.mmaparrays.compute.Statistics;
import org.mmaparrays.compute.Workers;
import org.mmaparrays.model.OpenMode;

/** Mean and standard deviation of each column, in one pass. */
final class ColumnMoments implements Topic {
  @Override
  public List<Workload> workloads(Plan plan) {
    return List.of(
        new Workload("W3", "mean and standard deviation of each column", Regime.WARM, plan.data(), List.of(
            Entry.c("C", "columns"),
            Entry.ours("ours", "columns"),
            Entry.ours("ours, no vector module", "columns").withoutVectors(),
            Entry.numpy("NumPy idiom", "columns").inFloat32("float32"),
            Entry.numpy("NumPy float64 blocks", "columns:blocks"),
            Entry.numpy("NumPy by BLAS", "columns:blas").inFloat32("float32 per block")),
            List.of(
                Target.atLeast(0.8, "ours", STEADY, "C"),
                Target.atLeast(3, "ours", STEADY, "NumPy float64 blocks"),
                Target.atLeast(1.2, "ours", STEADY, "NumPy by BLAS"),
                Target.atLeast(10, "ours", STEADY, "NumPy idiom")),
            "One thread each. The idiom is `a.mean(axis=0), a.std(axis=0)`."),
        new Workload("W9 columns", "mean and standard deviation of each column, two threads", Regime.WARM,
            plan.data(), List.of(
                Entry.c("C", "columns").with("threads", 2),
                Entry.ours("ours", "columns").with("threads", 2),
                Entry.numpy("NumPy float64 blocks", "columns:blocks").with("threads", 2),
                Entry.numpy("NumPy by BLAS", "columns:blas").with("threads", 2)
                    .inFloat32("float32 per block")),
            List.of(Target.atLeast(0.9, "ours", STEADY, "C")),
            "NumPy in a pool of two threads, each with one half."));
  }

  @Override
  public Map<String, Task> tasks() {
    return Map.of("columns", ColumnMoments::columns);
  }

  private static Task.Pass columns(SideRun run) throws IOException {
    StoredArray array = run.array(OpenMode.READ);
    Workers workers = Workers.of(run.threads());
    return () -> {
      run.start();
      MeansAndStds statistics = Statistics.meansAndStds(array, workers);
      run.stop();
      return DoubleStream.concat(Arrays.stream(statistics.means()), Arrays.stream(statistics.stds()))
          .toArray();
    };
  }
}
