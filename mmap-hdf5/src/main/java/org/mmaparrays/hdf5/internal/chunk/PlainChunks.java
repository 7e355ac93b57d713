package org.mmaparrays.hdf5.internal.chunk;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.mmaparrays.hdf5.internal.io.FileBytes;

/**
 * Chunks without filters, copied from the file to the caller's memory. They are not mapped, since a pass over a large dataset
 * would leave all of it resident.
 */
final class PlainChunks {
  /** The bytes that are read at once; for memory of the heap, the JDK keeps as much again for each thread. */
  private static final long AT_ONCE = 1 << 20;

  private final FileBytes file;
  private final int chunkBytes;

  PlainChunks(FileBytes file, int chunkBytes) {
    this.file = file;
    this.chunkBytes = chunkBytes;
  }

  /** Reads a chunk into new memory. */
  MemorySegment read(StoredChunk chunk) throws IOException {
    MemorySegment block = MemorySegment.ofArray(new byte[chunkBytes]);
    read(chunk, block);
    return block;
  }

  /** Writes the bytes of a chunk to memory. */
  void read(StoredChunk chunk, MemorySegment target) throws IOException {
    file.check(chunk.address(), chunk.size());
    if (chunk.size() != chunkBytes) {
      throw file.fault(chunk.address(), "a chunk of " + chunk.size() + " bytes",
          chunkBytes + ", as it is not compressed");
    }
    long position = file.position(chunk.address());
    for (long at = 0; at < chunkBytes; at += AT_ONCE) {
      file.read(target.asSlice(at, Math.min(AT_ONCE, chunkBytes - at)).asByteBuffer(), position + at);
    }
  }
}
