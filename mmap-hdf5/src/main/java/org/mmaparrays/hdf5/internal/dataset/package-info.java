/** The storage of datasets, for each layout that they can have. */
@NullMarked
package org.mmaparrays.hdf5.internal.dataset;

import org.jspecify.annotations.NullMarked;
