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
import org.mmaparrays.compute.Columns;
import org.mmaparrays.compute.Workers;
import org.mmaparrays.model.OpenMode;

/**
 * An affine map of each column, in place, until it is on the disk.
 *
 * <p>Each pass undoes the one before it, of any side, exactly: factors are powers of two, and no sum needs more bits
 * than float32 has. So all sides work on the same file, in turn.
 */
final class Normalising implements Topic {
  private static final int SAMPLES = 256;

  @Override
  public List<Workload> workloads(Plan plan) {
    return List.of(new Workload("W4", "normalise in place and flush", Regime.WARM, plan.changed(), List.of(
        Entry.c("C mmap", "normalise").exact(),
        Entry.c("C rolling writeback", "normalise:rolling").exact(),
        Entry.ours("ours", "normalise").exact(),
        Entry.numpy("NumPy idiom", "normalise").exact(),
        Entry.numpy("NumPy in place", "normalise:in-place").exact(),
        Entry.numpy("NumPy blocked", "normalise:blocked").exact()),
        List.of("forward", "inverse"), 1,
        List.of(
            Target.atLeast(0.95, "ours", STEADY, "C mmap"),
            Target.atLeast(0.95, "ours", STEADY, "C"),
            Target.atLeast(1.2, "ours", STEADY, "NumPy"),
            Target.atLeast(10, "ours", STEADY, "NumPy idiom")),
        "One thread each; only one of ours, which lets no second writer in. The idiom is `a[:] = (a - mean) / std; a.flush()`. Compared is every bit of %d rows."
            .formatted(SAMPLES)));
  }

  @Override
  public Map<String, Task> tasks() {
    return Map.of("normalise", Normalising::normalise);
  }

  private static Task.Pass normalise(SideRun run) throws IOException {
    StoredArray array = run.array(OpenMode.READ_WRITE);
    NdArray view = array.view();
    Workers workers = Workers.of(run.threads());
    double[] shift = new double[run.columns()];
    double[] scale = new double[run.columns()];
    float[] row = new float[run.columns()];
    return () -> {
      for (int c = 0; c < shift.length; c++) {
        double by = c % 2 == 0 ? 0.5 : 2;
        double from = (c % 16 - 8) / 4.0;
        boolean inverse = run.told().equals("inverse");
        shift[c] = inverse ? -from * by : from;
        scale[c] = inverse ? 1 / by : by;
      }
      run.start();
      Columns.scale(array, array, shift, scale, workers);
      array.flush();
      run.stop();
      Fingerprint bits = new Fingerprint();
      for (int k = 0; k < SAMPLES; k++) {
        view.row(k * run.rows() / SAMPLES).copyTo(row);
        bits.add(row);
      }
      return bits.value();
    };
  }
}
