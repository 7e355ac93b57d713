package org.mmaparrays.hdf5.internal.chunk;

import org.jspecify.annotations.Nullable;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;
import org.mmaparrays.model.ArrayFormatException;

/**
 * How an index writes down where a chunk is: its address, and, if chunks are filtered, its size and its filter mask.
 *
 * @param filtered whether with size and mask
 * @param bytes of an entry
 * @param sizeBytes of the size in it
 * @param chunkBytes of each chunk when it is not filtered
 */
record EntryFormat(boolean filtered, int bytes, int sizeBytes, long chunkBytes) {
  private static final int MASK_BYTES = 4;

  /**
   * What an index says of its entries.
   *
   * @param address of the index
   * @param bytes what it says they have
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

  /** Reads an entry: where the chunk is, or null if it was never stored. */
  @Nullable
  StoredChunk read(FieldReader fields) throws ArrayFormatException {
    long address = fields.address();
    long size = filtered ? fields.unsigned(sizeBytes) : chunkBytes;
    int skipped = filtered ? (int) fields.u32() : 0;
    return address == FieldReader.UNDEFINED ? null : new StoredChunk(address, size, skipped);
  }
}
