/**
 * Reads chunks of rows one after the other: in place, or through a buffer, with read-ahead.
 *
 * <p>Not exported: no other module sees it.
 */
@NullMarked
package org.mmaparrays.internal.chunks;

import org.jspecify.annotations.NullMarked;
