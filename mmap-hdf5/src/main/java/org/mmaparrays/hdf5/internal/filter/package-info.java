/** The filters that chunks are stored with. */
@NullMarked
package org.mmaparrays.hdf5.internal.filter;

import org.jspecify.annotations.NullMarked;
