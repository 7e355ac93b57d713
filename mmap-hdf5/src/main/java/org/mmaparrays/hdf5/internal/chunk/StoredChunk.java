package org.mmaparrays.hdf5.internal.chunk;

/**
 * The place of a stored chunk.
 *
 * @param address its first byte
 * @param size its bytes, filtered as they are
 * @param skipped a bit for each filter of the pipeline, from the lowest on, that was not applied to this chunk
 */
record StoredChunk(long address, long size, int skipped) {}
