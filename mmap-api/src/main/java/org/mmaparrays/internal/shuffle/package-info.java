/**
 * Serves rows in random order, window by window.
 *
 * <p>Not exported: no other module sees it.
 */
@NullMarked
package org.mmaparrays.internal.shuffle;

import org.jspecify.annotations.NullMarked;
