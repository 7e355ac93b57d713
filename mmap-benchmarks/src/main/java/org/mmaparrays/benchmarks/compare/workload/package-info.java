/** The workloads: their entries, inputs, targets, and the tasks of our side. */
@NullMarked
package org.mmaparrays.benchmarks.compare.workload;

import org.jspecify.annotations.NullMarked;
