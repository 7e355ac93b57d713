/** What is measured: workloads, those that take part in them, the inputs, the targets and the tasks of our side. */
@NullMarked
package org.mmaparrays.benchmarks.compare.workload;

import org.jspecify.annotations.NullMarked;
