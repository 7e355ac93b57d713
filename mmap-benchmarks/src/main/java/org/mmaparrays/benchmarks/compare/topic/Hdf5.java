package org.mmaparrays.benchmarks.compare.topic;

import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.STEADY;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;
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
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Region;

/** Datasets of HDF5 files: mapped ones beside the same array in the format of the run, decoded ones beside h5py. */
final class Hdf5 implements Topic {
  /** The same number as in hdf5.py. */
  private static final int SLICES = 200;
  private static final int SLICE = 64;
  private static final int SPAN = 1 << 15;
  private static final int OPENINGS = 200;

  private static final String CONTIGUOUS = "ours, HDF5";

  @Override
  public List<Workload> workloads(Plan plan) {
    List<Workload> workloads = new ArrayList<>();
    workloads.add(mapped(plan, "H1 sum", "sum of all elements, mapped from HDF5", "sum"));
    workloads.add(mapped(plan, "H1 columns", "mean and standard deviation of each column, mapped from HDF5",
        "columns"));
    workloads.add(mapped(plan, "H1 rows", "dot product of each row with a vector, mapped from HDF5", "rows"));
    workloads.add(whole(plan, "H2 gzip", "whole read of chunks, gzip", "gzip", 1.9));
    workloads.add(whole(plan, "H2 shuffle", "whole read of chunks, shuffle and gzip", "shuffled", 1.9));
    workloads.add(whole(plan, "H2 chunks", "whole read of chunks, uncompressed", "chunked", 1));
    workloads.add(new Workload("H3", "slices of %d rows that share chunks".formatted(SLICE), Regime.WARM,
        plan.data(), List.of(
            of(Entry.h5py("h5py", "hdf5-slices"), plan, "gzip"),
            of(Entry.ours("jhdf", "hdf5-slices:jhdf"), plan, "gzip"),
            of(Entry.ours("ours", "hdf5-slices"), plan, "gzip")),
        List.of(""), SLICES,
        List.of(Target.atLeast(20, "ours", STEADY, "h5py"), Target.atLeast(20, "ours", STEADY, "jhdf")),
        "Times are of one slice of %d, from all over the first 64 MiB; ours keeps decoded blocks."
            .formatted(SLICES)));
    workloads.add(
        new Workload("H4", "open one of %,d datasets".formatted(Plan.DATASETS), Regime.WARM, plan.little(),
            List.of(
                one(Entry.h5py("h5py", "hdf5-open"), plan),
                one(Entry.ours("ours", "hdf5-open"), plan)),
            List.of(""), OPENINGS,
            List.of(Target.atMost(20e-3, "ours", STEADY)),
            "Open, read the first element, close: the mean of %d.".formatted(OPENINGS)));
    return workloads;
  }

  private static Workload mapped(Plan plan, String id, String title, String task) {
    return new Workload(id, title, Regime.WARM, plan.data(), List.of(
        Entry.ours("ours, " + plan.store(), task),
        of(Entry.ours(CONTIGUOUS, task), plan, "contiguous")),
        List.of(Target.atLeast(0.95, CONTIGUOUS, STEADY, "ours, " + plan.store())), "One thread each.");
  }

  private static Workload whole(Plan plan, String id, String title, String member, double twoThreads) {
    return new Workload(id, title, Regime.WARM, plan.data(), List.of(
        of(Entry.h5py("h5py read_direct", "hdf5-read"), plan, member),
        of(Entry.ours("ours", "hdf5-read"), plan, member),
        of(Entry.ours("ours, two threads", "hdf5-read"), plan, member).with("threads", 2)),
        List.of(
            Target.atLeast(1, "ours", STEADY, "h5py"),
            Target.atLeast(twoThreads, "ours, two threads", STEADY, "h5py")),
        "Into memory that is used again; ours chunk by chunk.");
  }

  private static Entry of(Entry entry, Plan plan, String member) {
    return entry.with("hdf5", plan.hdf5()).with("member", member);
  }

  private static Entry one(Entry entry, Plan plan) {
    return entry.with("hdf5", plan.manyDatasets()).with("member", "d07777");
  }

  @Override
  public Map<String, Task> tasks() {
    return Map.of("hdf5-read", Hdf5::read, "hdf5-slices", Hdf5::slices, "hdf5-open", Hdf5::open);
  }

  private static Task.Pass read(SideRun run) throws IOException {
    return () -> {
      DoubleAdder sum = new DoubleAdder();
      try (StoredArray array = run.array(OpenMode.READ)) { // Opened anew, or its cache would be measured.
        run.start();
        array.chunks().parallel(run.threads()).forEach(chunk -> {
          NdArray rows = chunk.view();
          for (long row = 0; row < rows.shape().dim(0); row++) {
            sum.add(rows.getFloat(row, 0));
          }
        });
        run.stop();
      }
      return new double[] {sum.sum()};
    };
  }

  private static Task.Pass slices(SideRun run) throws IOException {
    long span = Math.min(run.rows(), SPAN) - SLICE + 1;
    Slices slices = run.variant().equals("jhdf") ? throughJhdf(run) : ours(run);
    return () -> {
      double sum = 0;
      run.start();
      for (long k = 0; k < SLICES; k++) {
        sum += slices.firstOf(k * 7919 % span);
      }
      run.stop();
      return new double[] {sum};
    };
  }

  private interface Slices {
    /** Reads {@link #SLICE} rows from one on, and gives their first element. */
    float firstOf(long row);
  }

  private static Slices ours(SideRun run) throws IOException {
    StoredArray array = run.array(OpenMode.READ);
    return row -> array.loadRegion(Region.rows(row, row + SLICE)).getFloat(0, 0);
  }

  private static Slices throughJhdf(SideRun run) {
    Dataset dataset = new HdfFile(run.hdf5()).getDatasetByPath(run.member());
    return row -> ((float[][]) dataset.getData(new long[] {row, 0}, new int[] {SLICE, run.columns()}))[0][0];
  }

  private static Task.Pass open(SideRun run) {
    return () -> {
      float element = 0;
      run.start();
      for (int k = 0; k < OPENINGS; k++) {
        try (StoredArray array = run.array(OpenMode.READ)) {
          element = array.view().getFloat(0);
        }
      }
      run.stop();
      return new double[] {element};
    };
  }
}
