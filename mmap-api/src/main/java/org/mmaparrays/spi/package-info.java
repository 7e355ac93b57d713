/**
 * The interface of a storage format, for its author: {@link org.mmaparrays.spi.ArrayStore}.
 *
 * <p>A store answers where the bytes of an array are and how they are to be read. Mapping, bounds, lifetime, writing and
 * flushing are done once, by the API, for every store.
 */
@NullMarked
package org.mmaparrays.spi;

import org.jspecify.annotations.NullMarked;
