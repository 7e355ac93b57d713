/** The processes that run workloads, their input files, and the memory that they may use. */
@NullMarked
package org.mmaparrays.benchmarks.compare.process;

import org.jspecify.annotations.NullMarked;
