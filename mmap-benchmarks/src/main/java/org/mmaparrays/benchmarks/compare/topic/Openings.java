package org.mmaparrays.benchmarks.compare.topic;

import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.FIRST;
import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.RESIDENT;
import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.STEADY;

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
import org.mmaparrays.model.OpenMode;

/** Opening an array and reading its first element: in a process, of a terabyte, and as a process of its own. */
final class Openings implements Topic {
  /** The number of times that a later pass opens: a single time is too short to measure. */
  private static final int TIMES = 200;

  /** The same for a terabyte: the address space holds 127, after which the JVM collects garbage to unmap the closed ones. */
  private static final int SPARSE_TIMES = 20;

  @Override
  public List<Workload> workloads(Plan plan) {
    List<Entry> opening =
        List.of(Entry.c("C", "open"), Entry.ours("ours", "open"), Entry.numpy("NumPy", "open"));
    List<Entry> all = new ArrayList<>(opening);
    all.addAll(List.of(Entry.c("C, load all", "load"), Entry.ours("ours, load all", "load"),
        Entry.numpy("NumPy, load all", "load")));
    String file = plan.data().file().toString();
    String python = "import numpy as np; a = np." + (plan.store().equals("npy")
        ? "load('%s', mmap_mode='r')".formatted(file)
        : "memmap('%s', '<f4', 'r', shape=(%d, %d))".formatted(file, plan.data().rows(), Input.COLUMNS))
        + "; print(a.shape, a.dtype, a[0, 0])";
    return List.of(
        new Workload("W1", "open, read the first element, close", Regime.WARM, plan.data(), all, List.of(
            Target.atMost(120e-6, "ours", STEADY),
            Target.atLeast(40, "ours", STEADY, "ours, load all")),
            "p1 is one opening, p2+ the mean of %d. Resident is after the last of them.".formatted(TIMES)),
        new Workload("W1 terabyte", "the same with a sparse file of 1 TiB", Regime.WARM, plan.sparse(),
            List.of(Entry.c("C", "open"), Entry.ours("ours", "open").with("times", SPARSE_TIMES),
                Entry.numpy("NumPy", "open")),
            List.of(
                Target.atMost(120e-6, "ours", STEADY),
                Target.atMost(100e6, "ours", RESIDENT)),
            "Nothing may grow with the size of the file. p2+ of ours is the mean of %d; one pass in six has a full garbage"
                .formatted(SPARSE_TIMES)
                + " collection, as a process has addresses for 127 such mappings only."),
        new Workload("W1 process", "a whole process that says what is in a file", Regime.PROCESS, plan.data(),
            List.of(
                Entry.command("ours, mmap info",
                    List.of(plan.root().resolve("mmap").toString(), "info", file)),
                Entry.command("NumPy, python3 -c", List.of(plan.python(), "-c", python))),
            List.of(Target.atLeast(1 / 1.5, "ours", FIRST, "NumPy")),
            "From the start of the process to its end."));
  }

  @Override
  public Map<String, Task> tasks() {
    return Map.of("open", Openings::open, "load", Openings::load);
  }

  private static Task.Pass open(SideRun run) {
    List<StoredArray> open = new ArrayList<>();
    boolean[] first = {true};
    return () -> {
      open.forEach(StoredArray::close);
      open.clear();
      int times = first[0] ? 1 : (int) run.number("times", TIMES);
      first[0] = false;
      float element = 0;
      run.start();
      for (int k = 1; k < times; k++) {
        try (StoredArray array = run.array(OpenMode.READ)) {
          element = array.view().getFloat(0, 0);
        }
      }
      StoredArray last = run.array(OpenMode.READ);
      element = last.view().getFloat(0, 0);
      run.stop();
      run.repeated(times);
      open.add(last);
      return new double[] {element};
    };
  }

  private static Task.Pass load(SideRun run) {
    return () -> {
      run.start();
      NdArray all;
      try (StoredArray array = ArrayStores.open(run.file())) {
        all = array.load();
      }
      float element = all.getFloat(0, 0);
      run.stop();
      return new double[] {element};
    };
  }
}
