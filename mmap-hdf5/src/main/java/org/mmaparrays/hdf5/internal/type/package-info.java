/** The datatype, shape and fill value of a dataset or attribute. */
@NullMarked
package org.mmaparrays.hdf5.internal.type;

import org.jspecify.annotations.NullMarked;
