/** The comparison with NumPy and C: workloads, the processes that run them, and what comes of it. */
@NullMarked
package org.mmaparrays.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
