/**
 * What the author of a storage format implements: {@link org.mmaparrays.spi.ArrayStore}.
 *
 * <p>A store answers where the bytes of an array are and what they mean. Mapping, bounds, lifetime, writing and
 * flushing are done once, by the API, for every store.
 */
@NullMarked
package org.mmaparrays.spi;

import org.jspecify.annotations.NullMarked;
