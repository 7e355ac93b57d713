/** Version 2 B-trees, and the cache for the nodes of all indexes. */
@NullMarked
package org.mmaparrays.hdf5.internal.btree;

import org.jspecify.annotations.NullMarked;
