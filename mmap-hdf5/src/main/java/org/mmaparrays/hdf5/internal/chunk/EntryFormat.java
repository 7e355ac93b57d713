package org.mmaparrays.hdf5.internal.chunk;

import org.jspecify.annotations.Nullable;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;
import org.mmaparrays.model.ArrayFormatException;

/**
 * The format of an entry of an index: the address of a chunk, and, if chunks are filtered, its size and its filter mask.
 *
 * @param filtered whether with size and mask
 * @param bytes of an entry
 * @param sizeBytes of the size in it
 * @param chunkBytes of each chunk when it is not filtered
 */
record EntryFormat(boolean filtered, int bytes, int sizeBytes, long chunkBytes) {
  private static final int MASK_BYTES = 4;

  /**
   * Reads the format of the entries from the start of an index.
   *
   * @param address of the index
   * @param bytes the size of an entry, as the index says
   * @param further how many of these are something else, at their end
   * @throws ArrayFormatException if that cannot be
   */
  static EntryFormat of(FileBytes file, long address, boolean filtered, int bytes, int further,
      long chunkBytes)
      throws ArrayFormatException {
    int least = file.offsetSize() + (filtered ? MASK_BYTES + 1 : 0);
    int most = filtered ? least + Long.BYTES - 1 : least;
    if (bytes - further < least || bytes - further > most) {
      throw file.fault(address, "an index with entries of " + bytes + " bytes",
          (least + further) + " to " + (most + further));
    }
    return new EntryFormat(filtered, bytes - further, bytes - further - least + 1, chunkBytes);
  }

  /** Reads an entry; null if the chunk was never stored. */
  @Nullable
  StoredChunk read(FieldReader fields) throws ArrayFormatException {
    long address = fields.address();
    long size = filtered ? fields.unsigned(sizeBytes) : chunkBytes;
    int skipped = filtered ? (int) fields.u32() : 0;
    return address == FieldReader.UNDEFINED ? null : new StoredChunk(address, size, skipped);
  }
}
