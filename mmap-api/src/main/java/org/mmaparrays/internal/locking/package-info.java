/**
 * Keeps a second writer from the same rows: locks by name, locks on the data file, and the records of writers.
 *
 * <p>Not exported: no other module sees it.
 */
@NullMarked
package org.mmaparrays.internal.locking;

import org.jspecify.annotations.NullMarked;
