package org.mmaparrays.hdf5.internal.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.Inflater;
import org.mmaparrays.hdf5.internal.filter.ChunkFault;
import org.mmaparrays.hdf5.internal.filter.ChunkFilter;
import org.mmaparrays.hdf5.internal.io.FileBytes;
import org.mmaparrays.model.ArrayFormatException;

/** Reads and decodes chunks, one at a time, in buffers that are used again. */
final class ChunkDecoder implements AutoCloseable {
  /** The bytes that filters may add, beside as much again, to a chunk that they cannot make smaller. */
  private static final int MOST_OVERHEAD = 1 << 16;

  private final FileBytes file;
  private final List<ChunkFilter> filters;
  private final int chunkBytes;
  private final Inflater inflater = new Inflater();

  private ByteBuffer stored = ByteBuffer.allocate(0);
  private byte[] spare = new byte[0];
  private byte[] otherSpare = new byte[0];
  private byte[] block = new byte[0];

  ChunkDecoder(FileBytes file, List<ChunkFilter> filters, int chunkBytes) {
    this.file = file;
    this.filters = filters;
    this.chunkBytes = chunkBytes;
  }

  /** Decodes a chunk into an array that the next one overwrites. */
  byte[] decode(StoredChunk chunk, int skipped) throws IOException {
    if (block.length == 0) {
      block = new byte[chunkBytes];
    }
    decode(chunk, skipped, block);
    return block;
  }

  /**
   * Decodes a chunk.
   *
   * @param skipped a bit for each filter that was not applied to it, but for one at least
   * @param target takes it
   */
  void decode(StoredChunk chunk, int skipped, byte[] target) throws IOException {
    ChunkFilter[] applied = new ChunkFilter[filters.size()];
    int[] plainBytes = new int[filters.size()];
    int count = 0;
    int bytes = chunkBytes;
    for (int i = 0; i < filters.size(); i++) {
      if (((skipped >>> i) & 1) == 0) {
        applied[count] = filters.get(i);
        plainBytes[count] = bytes;
        count++;
        bytes = bytes == ChunkFilter.DEPENDS ? bytes : filters.get(i).encodedBytes(bytes);
      }
    }
    check(chunk, bytes);
    undo(chunk, applied, plainBytes, count, target);
  }

  private void check(StoredChunk chunk, int bytes) throws IOException {
    file.check(chunk.address(), chunk.size());
    long most = bytes == ChunkFilter.DEPENDS ? 2L * chunkBytes + MOST_OVERHEAD : bytes;
    if (chunk.size() > most || (bytes != ChunkFilter.DEPENDS && chunk.size() != bytes)) {
      throw fault(chunk, chunk.size() + " bytes", (bytes == ChunkFilter.DEPENDS ? "at most " : "") + most);
    }
  }

  private void undo(StoredChunk chunk, ChunkFilter[] applied, int[] plainBytes, int count, byte[] target)
      throws IOException {
    boolean rewrites = !applied[0].inPlace(); // Then the last one undone writes into the target, and nothing is copied.
    ByteBuffer bytes = stored(chunk);
    for (int i = count - 1; i >= 0; i--) {
      ChunkFilter filter = applied[i];
      int plain = plainBytes[i] == ChunkFilter.DEPENDS ? filter.plainBytes(bytes.remaining()) : plainBytes[i];
      if (bytes.isDirect() && !filter.takesDirect()) {
        bytes = copied(bytes);
      }
      try {
        byte[] place = filter.inPlace() || (i == 0 && rewrites) ? target : spare(plain);
        bytes = filter.decode(bytes, place, plain, inflater);
      } catch (ChunkFault e) {
        throw fault(chunk, e.found(), e.expected());
      }
    }
    if (!rewrites) {
      bytes.get(target, 0, chunkBytes);
    }
  }

  /** Reads the chunk as it is stored, into a buffer that the next one overwrites. */
  private ByteBuffer stored(StoredChunk chunk) throws IOException {
    int size = (int) chunk.size();
    if (stored.capacity() < size) {
      stored = ByteBuffer.allocateDirect(size);
    }
    stored.clear().limit(size);
    file.read(stored, file.position(chunk.address()));
    return stored.flip();
  }

  private ByteBuffer copied(ByteBuffer direct) {
    int size = direct.remaining();
    byte[] heap = spare(size);
    direct.get(heap, 0, size);
    return ByteBuffer.wrap(heap, 0, size);
  }

  /** Returns the spare array that was not used last. */
  private byte[] spare(int size) {
    byte[] next = otherSpare.length < size ? new byte[size] : otherSpare;
    otherSpare = spare;
    spare = next;
    return next;
  }

  private ArrayFormatException fault(StoredChunk chunk, String found, String expected) {
    return new ArrayFormatException(file.file(), file.position(chunk.address()), "a chunk with " + found,
        expected);
  }

  @Override
  public void close() {
    inflater.end();
  }
}
