package org.mmaparrays.hdf5.internal.filter;

import java.nio.ByteBuffer;

/**
 * A block of LZ4.
 *
 * @see <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md">LZ4 Block Format Description</a>
 */
final class Lz4Block {
  /** The length in half a byte to which further bytes add. */
  private static final int LONG = 15;
  /** A copy has at least this many bytes. */
  private static final int LEAST_COPY = 4;

  private Lz4Block() {}

  /** Decodes all of a block to a given number of bytes, from an index of an array on. */
  static void decode(ByteBuffer encoded, byte[] plain, int start, int plainBytes) throws ChunkFault {
    int end = start + plainBytes;
    int at = start;
    while (encoded.hasRemaining()) {
      int token = encoded.get() & 0xFF;
      long literals = length(encoded, token >>> 4);
      require(literals <= end - at && literals <= encoded.remaining(), at - start, plainBytes);
      encoded.get(plain, at, (int) literals);
      at += (int) literals;
      if (!encoded.hasRemaining()) {
        break; // The last sequence has nothing but literals.
      }
      require(encoded.remaining() >= 2, at - start, plainBytes);
      int distance = (encoded.get() & 0xFF) | ((encoded.get() & 0xFF) << 8);
      long count = length(encoded, token & LONG) + LEAST_COPY;
      require(distance >= 1 && distance <= at - start && count <= end - at, at - start, plainBytes);
      OverlapCopy.copy(plain, at, distance, (int) count);
      at += (int) count;
    }
    require(at == end, at - start, plainBytes);
  }

  private static long length(ByteBuffer encoded, int half) throws ChunkFault {
    long length = half;
    int more = half == LONG ? 255 : 0;
    while (more == 255) {
      require(encoded.hasRemaining(), 0, 0);
      more = encoded.get() & 0xFF;
      length += more;
    }
    return length;
  }

  private static void require(boolean sound, int at, int plainBytes) throws ChunkFault {
    if (!sound) {
      throw new ChunkFault("LZ4 data that are not whole behind " + at + " bytes of a block",
          plainBytes + " bytes");
    }
  }
}
