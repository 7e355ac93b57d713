/** The soak: real faults on real files, in cycles, with one report of the promises that were kept and broken. */
@NullMarked
package org.mmaparrays.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
