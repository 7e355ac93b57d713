package org.mmaparrays.benchmarks.compare.topic;

import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.STEADY;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.benchmarks.compare.workload.Entry;
import org.mmaparrays.benchmarks.compare.workload.Fingerprint;
import org.mmaparrays.benchmarks.compare.workload.Plan;
import org.mmaparrays.benchmarks.compare.workload.Regime;
import org.mmaparrays.benchmarks.compare.workload.SideRun;
import org.mmaparrays.benchmarks.compare.workload.Target;
import org.mmaparrays.benchmarks.compare.workload.Task;
import org.mmaparrays.benchmarks.compare.workload.Topic;
import org.mmaparrays.benchmarks.compare.workload.Workload;
import org.mmaparrays.model.OpenMode;

/** Single elements from here and there: summed one by one, and taken into an array. */
final class SingleElements implements Topic {
  @Override
  public List<Workload> workloads(Plan plan) {
    String index = plan.elements().toString();
    String count = "%,d".formatted(plan.elementCount());
    return List.of(
        new Workload("W8 get", "sum of " + count + " random elements, one by one", Regime.WARM, plan.data(),
            List.of(
                Entry.c("C", "get").with("index", index),
                Entry.ours("ours, get(i, j)", "get").with("index", index),
                Entry.numpy("NumPy loop", "get:memmap").with("index", index),
                Entry.numpy("NumPy loop over asarray", "get:plain").with("index", index),
                Entry.numpy("NumPy loop over memoryview", "get:memoryview").with("index", index),
                Entry.numpy("NumPy fancy index", "get:fancy").with("index", index).inFloat32("pairwise")),
            List.of(
                Target.atLeast(0.75, "ours", STEADY, "C"),
                Target.atLeast(30, "ours", STEADY, "NumPy loop")),
            "Loops of NumPy do a million, and their time is extrapolated."),
        new Workload("W8 take", "take " + count + " random elements", Regime.WARM, plan.data(), List.of(
            Entry.c("C", "take").with("index", index).exact(),
            Entry.c("C, prefetching", "take:prefetch").with("index", index).exact(),
            Entry.ours("ours", "take").with("index", index).exact(),
            Entry.numpy("NumPy take", "take").with("index", index).exact(),
            Entry.numpy("NumPy take, out, clip", "take:clip").with("index", index).exact()),
            List.of(Target.atLeast(2.5, "ours", STEADY, "NumPy take")),
            "Ours into a `float[]`."));
  }

  @Override
  public Map<String, Task> tasks() {
    return Map.of("get", SingleElements::get, "take", SingleElements::take);
  }

  private static Task.Pass get(SideRun run) throws IOException {
    StoredArray array = run.array(OpenMode.READ);
    NdArray view = array.view();
    long[] flat = run.index();
    int[] rows = new int[flat.length];
    int[] columns = new int[flat.length];
    for (int k = 0; k < flat.length; k++) {
      rows[k] = (int) (flat[k] / run.columns());
      columns[k] = (int) (flat[k] % run.columns());
    }
    return () -> {
      run.start();
      double sum = 0;
      for (int k = 0; k < rows.length; k++) {
        sum += view.getFloat(rows[k], columns[k]);
      }
      run.stop();
      return new double[] {sum};
    };
  }

  private static Task.Pass take(SideRun run) throws IOException {
    StoredArray array = run.array(OpenMode.READ);
    long[] flat = run.index();
    float[] taken = new float[flat.length];
    return () -> {
      run.start();
      array.take(flat, taken);
      run.stop();
      Fingerprint bits = new Fingerprint();
      bits.add(taken);
      return bits.value();
    };
  }
}
