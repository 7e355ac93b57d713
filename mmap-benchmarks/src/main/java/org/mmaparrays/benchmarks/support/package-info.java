/** The helpers that the comparison, the table of flushing and the soak share: threads, work at the exit, and numbers for test data. */
@NullMarked
package org.mmaparrays.benchmarks.support;

import org.jspecify.annotations.NullMarked;
