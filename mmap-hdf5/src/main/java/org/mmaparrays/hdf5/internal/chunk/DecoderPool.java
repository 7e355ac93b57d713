package org.mmaparrays.hdf5.internal.chunk;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A pool of decoders: one for each thread that decodes, or fewer where chunks are so large that the heap holds few of them.
 */
final class DecoderPool implements AutoCloseable {
  /** The arrays of a decoder, each of the size of a chunk, and the result. */
  private static final long ARRAYS = 3;

  private final Maker maker;
  private final int chunkBytes;
  private final Semaphore permits;
  private final Deque<ChunkDecoder> idle = new ArrayDeque<>();
  private boolean closed;

  /** Makes decoders. */
  interface Maker {
    ChunkDecoder make();
  }

  DecoderPool(Maker maker, int chunkBytes) {
    this.maker = maker;
    this.chunkBytes = chunkBytes;
    long room = Runtime.getRuntime().maxMemory() / 4 / (ARRAYS * chunkBytes);
    this.permits = new Semaphore(Math.clamp(room, 1, Integer.MAX_VALUE));
  }

  private interface Decoding<T> {
    T with(ChunkDecoder decoder) throws IOException;
  }

  /** Reads a chunk into new memory. */
  MemorySegment decode(StoredChunk chunk, int skipped) throws IOException {
    return decoding(decoder -> {
      byte[] block = new byte[chunkBytes];
      decoder.decode(chunk, skipped, block);
      return MemorySegment.ofArray(block);
    });
  }

  /** Writes the bytes of a chunk to memory. */
  void decode(StoredChunk chunk, int skipped, MemorySegment target) throws IOException {
    decoding(decoder -> {
      byte[] block = decoder.decode(chunk, skipped);
      MemorySegment.copy(block, 0, target, ValueLayout.JAVA_BYTE, 0, chunkBytes);
      return block;
    });
  }

  private <T> T decoding(Decoding<T> decoding) throws IOException {
    permits.acquireUninterruptibly();
    try {
      ChunkDecoder decoder = take();
      try {
        return decoding.with(decoder);
      } finally {
        giveBack(decoder);
      }
    } finally {
      permits.release();
    }
  }

  private ChunkDecoder take() {
    @Nullable
    ChunkDecoder decoder;
    synchronized (idle) {
      decoder = idle.poll();
    }
    return decoder == null ? maker.make() : decoder;
  }

  private void giveBack(ChunkDecoder decoder) {
    synchronized (idle) {
      if (!closed) {
        idle.push(decoder);
        return;
      }
    }
    decoder.close();
  }

  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
      idle.forEach(ChunkDecoder::close);
      idle.clear();
    }
  }
}
