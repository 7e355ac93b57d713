/** The comparison with NumPy and C: its command, the main class of our side, and the claims that it puts to the test. */
@NullMarked
package org.mmaparrays.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
