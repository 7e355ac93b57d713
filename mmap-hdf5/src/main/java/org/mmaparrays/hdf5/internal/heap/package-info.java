/** The heaps in which a file keeps names, links and values of variable length. */
@NullMarked
package org.mmaparrays.hdf5.internal.heap;

import org.jspecify.annotations.NullMarked;
