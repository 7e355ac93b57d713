/** Programs that meet a fault while they run, and check how it is reported to them. */
@NullMarked
package org.mmaparrays.benchmarks.soak.scenario;

import org.jspecify.annotations.NullMarked;
