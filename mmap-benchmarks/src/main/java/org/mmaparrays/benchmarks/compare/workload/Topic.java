package org.mmaparrays.benchmarks.compare.workload;

import java.util.List;
import java.util.Map;

/**
 * Workloads that belong together, and our side of them.
 *
 * <p>To add a workload, write one of these, add it to {@code Topics}, and give the tasks it names a function in C and one
 * in Python, in {@code src/main/c} and {@code src/main/python}.
 */
public interface Topic {
  /** Returns the workloads. */
  List<Workload> workloads(Plan plan);

  /** Returns the tasks of our side, by the names that entries use. */
  Map<String, Task> tasks();
}
