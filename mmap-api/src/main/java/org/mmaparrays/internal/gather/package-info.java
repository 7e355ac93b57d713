/**
 * Copies rows and elements by their index, in the order of storage.
 *
 * <p>Not exported: no other module sees it.
 */
@NullMarked
package org.mmaparrays.internal.gather;

import org.jspecify.annotations.NullMarked;
