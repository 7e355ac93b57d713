/**
 * Finds the installed stores, and the one that reads a file.
 *
 * <p>Not exported: no other module sees it.
 */
@NullMarked
package org.mmaparrays.internal.stores;

import org.jspecify.annotations.NullMarked;
