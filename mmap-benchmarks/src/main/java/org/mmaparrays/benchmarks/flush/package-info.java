/** The cost of durability: the strategies of flushing, measured. */
@NullMarked
package org.mmaparrays.benchmarks.flush;

import org.jspecify.annotations.NullMarked;
