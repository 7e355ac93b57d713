package org.mmaparrays.hdf5.internal.filter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Inflater;

/**
 * The LZ4 filter: the number of all bytes and of those in a block, then blocks, each with its size; one that is not shorter
 * for it is stored as it is.
 *
 * <p>Written here because the decoders that jHDF uses take the sizes as they come, and reach past their arrays through {@code
 * sun.misc.Unsafe}.
 *
 * @see <a href="https://github.com/HDFGroup/hdf5_plugins/tree/master/LZ4">LZ4 Filter for HDF5</a>
 */
final class Lz4 implements ChunkFilter {
  private static final int HEADER_BYTES = 12;

  @Override
  public String label() {
    return "lz4";
  }

  @Override
  public int encodedBytes(int plainBytes) {
    return DEPENDS;
  }

  @Override
  public int plainBytes(int encodedBytes) {
    throw new IllegalStateException("depends on the bytes");
  }

  @Override
  public ByteBuffer decode(ByteBuffer encoded, byte[] plain, int plainBytes, Inflater inflater)
      throws ChunkFault {
    int blockBytes = blockBytes(encoded, plainBytes);
    for (int at = 0; at < plainBytes; at += Math.min(blockBytes, plainBytes - at)) {
      int count = Math.min(blockBytes, plainBytes - at);
      ByteBuffer block = block(encoded);
      if (block.remaining() == count) {
        block.get(plain, at, count);
      } else {
        Lz4Block.decode(block, plain, at, count);
      }
    }
    return ByteBuffer.wrap(plain, 0, plainBytes);
  }

  /**
   * Reads the head: the number of bytes of all blocks when decoded, which must be the expected one, and that of each block.
   */
  static int blockBytes(ByteBuffer encoded, int plainBytes) throws ChunkFault {
    if (encoded.remaining() < HEADER_BYTES) {
      throw new ChunkFault(encoded.remaining() + " bytes of LZ4", "at least " + HEADER_BYTES);
    }
    encoded.order(ByteOrder.BIG_ENDIAN);
    long total = encoded.getLong();
    int blockBytes = encoded.getInt();
    if (total != plainBytes || blockBytes < 1) {
      throw new ChunkFault(
          "LZ4 data of " + total + " bytes in blocks of " + Integer.toUnsignedString(blockBytes),
          plainBytes + " bytes in blocks of 1 to 2147483647");
    }
    return blockBytes;
  }

  /** Takes the next block, as it is stored. */
  static ByteBuffer block(ByteBuffer encoded) throws ChunkFault {
    int size = encoded.remaining() < Integer.BYTES ? -1 : encoded.getInt();
    if (size < 0 || size > encoded.remaining()) {
      throw new ChunkFault("an LZ4 block of " + size + " bytes",
          "at most the " + encoded.remaining() + " that there are");
    }
    ByteBuffer block = encoded.slice(encoded.position(), size);
    encoded.position(encoded.position() + size);
    return block;
  }
}
