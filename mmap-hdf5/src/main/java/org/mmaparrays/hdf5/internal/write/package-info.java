/** The structures of new files and new datasets. */
@NullMarked
package org.mmaparrays.hdf5.internal.write;

import org.jspecify.annotations.NullMarked;
