/** Real faults on real files, in cycles, with one report: what was promised, and whether it was kept. */
@NullMarked
package org.mmaparrays.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
