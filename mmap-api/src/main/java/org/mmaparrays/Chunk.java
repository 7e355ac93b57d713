package org.mmaparrays;

import org.mmaparrays.model.RowRange;

/**
 * Some rows of an array, one after another.
 *
 * @param index which chunk it is, counted from 0 in the order of rows
 * @param rows which rows of the array that is walked
 * @param view their elements; valid until the same iteration, or the same worker, takes its next chunk or finds that there is
 *     none. Afterwards it may be an {@link IllegalStateException}; copy elements that are to live longer ({@link NdArray#copy})
 */
public record Chunk(long index, RowRange rows, NdArray view) {}
