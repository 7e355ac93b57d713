/** The counts of a soak, and its report. */
@NullMarked
package org.mmaparrays.benchmarks.soak.report;

import org.jspecify.annotations.NullMarked;
