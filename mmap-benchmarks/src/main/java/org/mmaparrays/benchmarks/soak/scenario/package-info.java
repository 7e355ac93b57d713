/** Programs that meet a fault while they run, and check what they are told. */
@NullMarked
package org.mmaparrays.benchmarks.soak.scenario;

import org.jspecify.annotations.NullMarked;
