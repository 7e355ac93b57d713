/**
 * Decodes the blocks of chunked arrays into memory.
 *
 * <p>Not exported: no other module sees it.
 */
@NullMarked
package org.mmaparrays.internal.decoding;

import org.jspecify.annotations.NullMarked;
