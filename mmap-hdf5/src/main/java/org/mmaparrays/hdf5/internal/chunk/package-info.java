/** The chunks of a dataset: the indexes that find them, and their reading and decoding. */
@NullMarked
package org.mmaparrays.hdf5.internal.chunk;

import org.jspecify.annotations.NullMarked;
