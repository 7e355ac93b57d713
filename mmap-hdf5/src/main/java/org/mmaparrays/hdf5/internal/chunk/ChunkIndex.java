package org.mmaparrays.hdf5.internal.chunk;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds the chunks of a dataset; for any number of threads at a time. */
interface ChunkIndex {
  /**
   * Finds a chunk; null if it was never stored.
   *
   * @param chunk its number on each axis, inside the grid
   * @throws org.mmaparrays.model.ArrayFormatException if the index is malformed
   */
  @Nullable
  StoredChunk find(long[] chunk) throws IOException;
}
