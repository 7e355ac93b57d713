/** The faults, each in cycles: kills, power cuts, failing calls of the system, full and broken disks. */
@NullMarked
package org.mmaparrays.benchmarks.soak.fault;

import org.jspecify.annotations.NullMarked;
