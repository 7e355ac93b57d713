/** Sums and moments of chunks, which merge to those of an array and of its columns. */
@NullMarked
package org.mmaparrays.compute.internal.moments;

import org.jspecify.annotations.NullMarked;
