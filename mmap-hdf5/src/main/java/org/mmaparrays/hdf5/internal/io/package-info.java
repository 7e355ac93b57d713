/** The bytes of a file, read field by field and checked against its bounds. */
@NullMarked
package org.mmaparrays.hdf5.internal.io;

import org.jspecify.annotations.NullMarked;
