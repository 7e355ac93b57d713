package org.mmaparrays.hdf5;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Chunks that no filter was applied to: they are where they are in the file, which is mapped once the first one is asked for,
 * so that they are copied once at most.
 */
final class PlainChunks implements Closeable {
  private final FileBytes file;
  private final int chunkBytes;
  private volatile @Nullable MemorySegment mapped;

  /** Chunks of a file, which is closed with this. */
  PlainChunks(FileBytes file, int chunkBytes) {
    this.file = file;
    this.chunkBytes = chunkBytes;
  }

  /** A chunk, in the file's memory, which is there as long as somebody has some of it. */
  MemorySegment at(StoredChunk chunk) throws IOException {
    file.check(chunk.address(), chunk.size());
    if (chunk.size() != chunkBytes) {
      throw file.fault(chunk.address(), "a chunk of " + chunk.size() + " bytes",
          chunkBytes + ", as it is not compressed");
    }
    return mapped().asSlice(file.position(chunk.address()), chunkBytes);
  }

  private MemorySegment mapped() throws IOException {
    MemorySegment known = mapped;
    if (known == null) {
      synchronized (this) {
        known = mapped;
        if (known == null) {
          known = file.map();
          mapped = known;
        }
      }
    }
    return known;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
