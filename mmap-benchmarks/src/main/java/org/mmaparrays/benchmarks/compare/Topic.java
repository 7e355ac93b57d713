package org.mmaparrays.benchmarks.compare;

import java.util.List;
import java.util.Map;

/**
 * Workloads that belong together, and our side of them.
 *
 * <p>To add a workload, write one of these, name it in {@link Topics}, and give the tasks it names a function in C and one
 * in Python, in the folders beside this one.
 */
interface Topic {
  /** What is measured. */
  List<Workload> workloads(Plan plan);

  /** What our side runs, by the names that entries use. */
  Map<String, Task> tasks();
}
