/** The promises of the library: work that relies on one, and the check that it was kept. */
@NullMarked
package org.mmaparrays.benchmarks.soak.promise;

import org.jspecify.annotations.NullMarked;
