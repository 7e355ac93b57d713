/** Where the elements of a dataset are, for each layout that it can have. */
@NullMarked
package org.mmaparrays.hdf5.internal.dataset;

import org.jspecify.annotations.NullMarked;
