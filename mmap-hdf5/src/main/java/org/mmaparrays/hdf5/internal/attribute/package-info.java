/** The attributes of a dataset, read as JSON-shaped values. */
@NullMarked
package org.mmaparrays.hdf5.internal.attribute;

import org.jspecify.annotations.NullMarked;
