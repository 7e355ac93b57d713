/** The innermost loops over rows of float32 and float64 numbers, portable and of the Vector API, and the choice between them. */
@NullMarked
package org.mmaparrays.compute.internal.loops;

import org.jspecify.annotations.NullMarked;
