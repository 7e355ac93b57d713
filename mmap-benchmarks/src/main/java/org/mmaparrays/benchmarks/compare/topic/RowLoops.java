package org.mmaparrays.benchmarks.compare.topic;

import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.STEADY;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.benchmarks.compare.workload.Entry;
import org.mmaparrays.benchmarks.compare.workload.Plan;
import org.mmaparrays.benchmarks.compare.workload.Regime;
import org.mmaparrays.benchmarks.compare.workload.SideRun;
import org.mmaparrays.benchmarks.compare.workload.Target;
import org.mmaparrays.benchmarks.compare.workload.Task;
import org.mmaparrays.benchmarks.compare.workload.Topic;
import org.mmaparrays.benchmarks.compare.workload.Workload;
import org.mmaparrays.compute.Dot;
import org.mmaparrays.compute.Products;
import org.mmaparrays.compute.Workers;
import org.mmaparrays.model.OpenMode;

/** The dot product of each row with a vector: in the plain loop that a user writes, and as a matrix product. */
final class RowLoops implements Topic {
  @Override
  public List<Workload> workloads(Plan plan) {
    return List.of(
        new Workload("W5", "dot product of each row with a vector, row by row", Regime.WARM, plan.data(),
            List.of(
                Entry.c("C", "rows"),
                Entry.ours("ours", "rows"),
                Entry.ours("ours, no vector module", "rows").withoutVectors(),
                Entry.numpy("NumPy loop over memmap", "rows:memmap").inFloat32("float32"),
                Entry.numpy("NumPy loop over asarray", "rows:plain").inFloat32("float32")),
            List.of(
                Target.atLeast(0.8, "ours", STEADY, "C"),
                Target.atLeast(20, "ours", STEADY, "NumPy loop over memmap")),
            "One thread each. Ours is `getRow(i, row)` and `Dot.of(row, w)` in a loop."),
        new Workload("W5 product", "matrix times vector", Regime.WARM, plan.data(), List.of(
            Entry.c("C", "rows"),
            Entry.ours("ours", "product"),
            Entry.ours("ours, no vector module", "product").withoutVectors(),
            Entry.numpy("NumPy a @ w", "rows:product").inFloat32("float32")),
            List.of(Target.atLeast(0.95, "ours", STEADY, "NumPy a @ w")),
            "One thread each."));
  }

  @Override
  public Map<String, Task> tasks() {
    return Map.of("rows", RowLoops::rows, "product", RowLoops::product);
  }

  private static Task.Pass rows(SideRun run) throws IOException {
    StoredArray array = run.array(OpenMode.READ);
    NdArray view = array.view();
    float[] weights = weights(run.columns());
    double[] results = new double[Math.toIntExact(run.rows())];
    float[] row = new float[run.columns()];
    return () -> {
      run.start();
      for (int r = 0; r < results.length; r++) {
        view.getRow(r, row);
        results[r] = Dot.of(row, weights);
      }
      run.stop();
      return summary(results);
    };
  }

  private static Task.Pass product(SideRun run) throws IOException {
    StoredArray array = run.array(OpenMode.READ);
    float[] weights = weights(run.columns());
    double[] wide = IntStream.range(0, weights.length).mapToDouble(c -> weights[c]).toArray();
    Workers workers = Workers.of(run.threads());
    return () -> {
      run.start();
      double[] results = Products.times(array, wide, workers);
      run.stop();
      return summary(results);
    };
  }

  private static float[] weights(int columns) {
    float[] weights = new float[columns];
    for (int c = 0; c < columns; c++) {
      weights[c] = (c * 37 % 128 - 64) / 64f;
    }
    return weights;
  }

  private static double[] summary(double[] results) {
    double sum = 0;
    double weighted = 0;
    for (int r = 0; r < results.length; r++) {
      sum += results[r];
      weighted += results[r] * (r % 1000);
    }
    return new double[] {sum, weighted};
  }
}
