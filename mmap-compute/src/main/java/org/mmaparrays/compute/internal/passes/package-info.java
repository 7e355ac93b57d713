/** Passes over arrays on several threads, whose results merge in an order that does not depend on the threads. */
@NullMarked
package org.mmaparrays.compute.internal.passes;

import org.jspecify.annotations.NullMarked;
