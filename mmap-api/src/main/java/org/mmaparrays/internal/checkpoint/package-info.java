/**
 * Writes and reads the checkpoints of row writers: one file beside the array, with a pair of slots for each writer.
 *
 * <p>Not exported: no other module sees it.
 */
@NullMarked
package org.mmaparrays.internal.checkpoint;

import org.jspecify.annotations.NullMarked;
