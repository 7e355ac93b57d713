package org.mmaparrays.benchmarks.compare.topic;

import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.FIRST;
import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.RESIDENT;
import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.STEADY;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.mmaparrays.Batch;
import org.mmaparrays.Batches;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.benchmarks.compare.workload.Entry;
import org.mmaparrays.benchmarks.compare.workload.Fingerprint;
import org.mmaparrays.benchmarks.compare.workload.Input;
import org.mmaparrays.benchmarks.compare.workload.Plan;
import org.mmaparrays.benchmarks.compare.workload.Regime;
import org.mmaparrays.benchmarks.compare.workload.SideRun;
import org.mmaparrays.benchmarks.compare.workload.Target;
import org.mmaparrays.benchmarks.compare.workload.Task;
import org.mmaparrays.benchmarks.compare.workload.Text;
import org.mmaparrays.benchmarks.compare.workload.Topic;
import org.mmaparrays.benchmarks.compare.workload.Workload;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadAdvice;

/** Rows from here and there: in memory, from the disk, and with too little memory for the file. */
public final class Gathering implements Topic {
  private static final String PORTABLE = "ours, no native access";
  public static final long LEAST_MEMORY = 256L << 20;
  private static final int BATCH = 4096;

  /** The seconds for the worst way of a workload, which would take minutes. */
  private static final int LIMIT = 20;

  @Override
  public List<Workload> workloads(Plan plan) {
    String index = plan.someRows().toString();
    String order = plan.order().toString();
    String what = "gather %,d random rows".formatted(plan.gathered());
    return List.of(
        new Workload("W6", what, Regime.WARM, plan.data(), List.of(
            Entry.c("C, as they come", "gather:naive").with("index", index).exact(),
            Entry.c("C, sorted", "gather:sorted").with("index", index).exact(),
            Entry.c("C, sorted, two threads", "gather:sorted").with("index", index).with("threads", 2)
                .exact(),
            Entry.ours("ours", "gather").with("index", index).exact(),
            Entry.ours(PORTABLE, "gather").with("index", index).withoutNativeAccess().exact(),
            Entry.numpy("NumPy idiom", "gather").with("index", index).exact(),
            Entry.numpy("NumPy take", "gather:take").with("index", index).exact()),
            List.of(Target.atLeast(0.9, "ours", STEADY, "C")),
            "Into a buffer of the caller's, in the caller's order; but the idiom `a[rows]` makes its own."),
        new Workload("W6 cold", what + ", nothing of the file in memory", Regime.COLD, plan.data(), List.of(
            Entry.c("C, as they come", "gather:naive").with("index", index).exact(),
            Entry.c("C, MADV_RANDOM", "gather:random").with("index", index).exact(),
            Entry.c("C, sorted, WILLNEED in batches", "gather:willneed").with("index", index).exact(),
            Entry.c("C, 32 threads of pread", "gather:pread").with("index", index).with("threads", 32)
                .exact(),
            Entry.ours("ours", "gather").with("index", index).exact(),
            Entry.ours(PORTABLE, "gather").with("index", index).withoutNativeAccess().exact(),
            Entry.numpy("NumPy idiom", "gather").with("index", index).exact(),
            Entry.numpy("NumPy sorted", "gather:sorted").with("index", index).exact()),
            List.of(
                Target.atLeast(0.8, "ours", FIRST, "C"),
                Target.atLeast(2.5, "ours", FIRST, "NumPy idiom"),
                Target.atLeast(4, "ours", RESIDENT, "NumPy idiom"),
                Target.atLeast(1 / 1.2, PORTABLE, FIRST, "ours")),
            "Resident memory includes the pages of the file, and %s for the rows."
                .formatted(Text.bytes((double) plan.gathered() * Input.COLUMNS * Float.BYTES))),
        new Workload("W6 limited", "every row once in random order, memory for 3/8 of the file",
            Regime.limited(Math.max(plan.data().bytes() * 3 / 8, LEAST_MEMORY)), plan.data(), List.of(
                Entry.c("C, in order of the file", "in-order").with("index", order).with("batch", BATCH),
                Entry.c("C, sorted batches, WILLNEED", "order:willneed").with("index", order).with("limit",
                    LIMIT),
                Entry.c("C, MADV_RANDOM", "order:random").with("index", order).with("limit", LIMIT),
                Entry.c("C, default advice", "order:naive").with("index", order).with("limit", LIMIT),
                Entry.ours("ours", "order").with("index", order).with("limit", 2 * LIMIT),
                Entry.ours("ours, default advice", "order:get").with("index", order).with("limit", LIMIT),
                Entry.ours("ours, in order of the file", "in-order").with("index", order),
                Entry.ours("ours, windowed shuffle", "shuffle").with("index", order),
                Entry.numpy("NumPy, default advice", "order").with("index", order).with("limit", LIMIT),
                Entry.numpy("NumPy, MADV_RANDOM", "order:random").with("index", order).with("limit", LIMIT)),
            List.of(
                Target.atLeast(10, "ours", FIRST, "C, default advice"),
                Target.atLeast(10, "ours", FIRST, "ours, default advice"),
                Target.atLeast(0.8, "ours, windowed shuffle", FIRST, "ours, in order of the file")),
            "In batches of %d rows. What has not ended after %d s is stopped, and the time of the whole extrapolated."
                .formatted(BATCH, LIMIT)));
  }

  @Override
  public Map<String, Task> tasks() {
    return Map.of("gather", Gathering::gather, "order", Gathering::order, "in-order",
        run -> batches(run, array -> array.batches(BATCH)),
        "shuffle", run -> batches(run, array -> array.shuffledBatches(BATCH, 16 * BATCH, 1)));
  }

  private static Task.Pass gather(SideRun run) throws IOException {
    StoredArray array = run.array(OpenMode.READ);
    long[] rows = run.index();
    NdArray target = NdArray.allocate(ArraySpec.of(array.dtype(), rows.length, run.columns()));
    target.fill(0f);
    return () -> {
      run.start();
      array.gather(rows, target);
      run.stop();
      Fingerprint bits = new Fingerprint();
      float[] row = new float[run.columns()];
      for (int r = 0; r < rows.length; r++) {
        target.getRow(r, row);
        bits.add(row);
      }
      return bits.value();
    };
  }

  private static Task.Pass order(SideRun run) throws IOException {
    StoredArray array = run.array(OpenMode.READ);
    boolean oneByOne = run.variant().equals("get");
    if (!oneByOne) {
      array.advise(ReadAdvice.RANDOM);
    }
    long[] rows = run.index();
    NdArray target = NdArray.allocate(ArraySpec.of(array.dtype(), BATCH, run.columns()));
    float[] row = new float[run.columns()];
    return () -> {
      double sum = 0;
      int done = 0;
      run.start();
      while (done < rows.length && !run.isTimeUp()) {
        long[] batch = Arrays.copyOfRange(rows, done, Math.min(done + BATCH, rows.length));
        if (oneByOne) {
          for (long r : batch) {
            array.view().getRow(r, row);
            sum += row[0];
          }
        } else {
          NdArray part = target.rows(0, batch.length);
          array.gather(batch, part);
          sum += firstColumn(part);
        }
        done += batch.length;
      }
      run.stop();
      run.units((double) done / rows.length);
      return new double[] {sum};
    };
  }

  /** Gives the batches of an array. */
  private interface Way {
    Batches of(StoredArray array);
  }

  private static Task.Pass batches(SideRun run, Way way) throws IOException {
    StoredArray array = run.array(OpenMode.READ);
    float[] row = new float[run.columns()];
    return () -> {
      double sum = 0;
      run.start();
      for (Batch batch : way.of(array)) {
        for (long r = 0; r < batch.rows().length; r++) {
          batch.view().getRow(r, row); // All of it is used, as where rows are copied.
          sum += row[0];
        }
      }
      run.stop();
      return new double[] {sum};
    };
  }

  private static double firstColumn(NdArray rows) {
    double sum = 0;
    for (long r = 0; r < rows.shape().dim(0); r++) {
      sum += rows.getFloat(r, 0);
    }
    return sum;
  }
}
