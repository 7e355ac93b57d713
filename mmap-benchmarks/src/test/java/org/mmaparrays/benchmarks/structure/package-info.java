/** Checks of the structure of all modules. */
@NullMarked
package org.mmaparrays.benchmarks.structure;

import org.jspecify.annotations.NullMarked;
