/**
 * Arrays larger than memory, on disk, used as if they were in memory.
 *
 * <p>Start at {@link org.mmaparrays.ArrayStores}: it opens and creates arrays of every installed format as {@link
 * org.mmaparrays.StoredArray}, whose {@link org.mmaparrays.StoredArray#view() view} is an {@link
 * org.mmaparrays.NdArray}.
 */
@NullMarked
package org.mmaparrays;

import org.jspecify.annotations.NullMarked;
