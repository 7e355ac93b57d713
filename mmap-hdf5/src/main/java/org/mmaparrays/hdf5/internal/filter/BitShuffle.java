package org.mmaparrays.hdf5.internal.filter;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.Inflater;

/**
 * The bitshuffle filter, which puts the first bits of all elements of a block first, then all second ones, and so on; each
 * block may be compressed by LZ4.
 *
 * @param elementBytes the bytes of an element
 * @param blockElements the elements of a block, a multiple of 8
 * @param compressed whether by LZ4, with the number of elements of a block in front
 * @see <a href="https://github.com/kiyo-masui/bitshuffle">bitshuffle</a>
 */
record BitShuffle(int elementBytes, int blockElements, boolean compressed) implements ChunkFilter {
  /** The number of elements among which bits are put in order at a time. */
  private static final int GROUP = 8;
  private static final int DEFAULT_BLOCK_BYTES = 8192;
  private static final int LEAST_DEFAULT_BLOCK = 128;
  private static final int NONE = 0;
  private static final int LZ4 = 2;
  private static final int ZSTD = 3;

  /**
   * Reads the filter's parameters: version in two of them, bytes of an element, elements of a block, compression. Empty if
   * that is zstd.
   */
  static Optional<BitShuffle> of(List<Integer> values) throws ChunkFault {
    int elementBytes = values.size() > 2 ? values.get(2) : 0;
    int blockElements = values.size() > 3 ? values.get(3) : 0;
    int compression = values.size() > 4 ? values.get(4) : NONE;
    if (compression == ZSTD) {
      return Optional.empty();
    }
    if (compression != NONE && compression != LZ4) {
      throw new ChunkFault("with compression " + compression, "0, none, 2, LZ4, or 3, zstd");
    }
    if (elementBytes < 1 || elementBytes > 1 << 16 || blockElements < 0 || blockElements > 1 << 24
        || blockElements % GROUP != 0) {
      throw new ChunkFault("for elements of " + elementBytes + " bytes in blocks of " + blockElements,
          "blocks of a multiple of 8");
    }
    int most = DEFAULT_BLOCK_BYTES / elementBytes;
    int block = blockElements > 0 ? blockElements : Math.max(LEAST_DEFAULT_BLOCK, most - most % GROUP);
    return Optional.of(new BitShuffle(elementBytes, block, compression == LZ4));
  }

  @Override
  public String label() {
    return compressed ? "bitshuffle with lz4" : "bitshuffle";
  }

  @Override
  public int encodedBytes(int plainBytes) {
    return compressed ? DEPENDS : plainBytes;
  }

  @Override
  public int plainBytes(int encodedBytes) {
    return encodedBytes;
  }

  @Override
  public ByteBuffer decode(ByteBuffer encoded, byte[] plain, int plainBytes, Inflater inflater)
      throws ChunkFault {
    int perBlock = blockElements;
    if (compressed) {
      int blockBytes = Lz4.blockBytes(encoded, plainBytes);
      perBlock = blockBytes / elementBytes;
      require(perBlock > 0 && perBlock % GROUP == 0 && blockBytes % elementBytes == 0,
          "blocks of " + blockBytes + " bytes");
    }
    int elements = plainBytes / elementBytes;
    int whole = elements - elements % GROUP; // The others, at the end, are as they were.
    byte[] shuffled = new byte[Math.min(perBlock, whole) * elementBytes];
    for (int done = 0; done < whole; done += Math.min(perBlock, whole - done)) {
      int count = Math.min(perBlock, whole - done);
      int bytes = count * elementBytes;
      if (compressed) {
        Lz4Block.decode(Lz4.block(encoded), shuffled, 0, bytes);
      } else {
        require(encoded.remaining() >= bytes, "a block that is cut off");
        encoded.get(shuffled, 0, bytes);
      }
      join(shuffled, count / GROUP, plain, done * elementBytes);
    }
    int rest = plainBytes - whole * elementBytes;
    require(plainBytes % elementBytes == 0 && encoded.remaining() == rest,
        encoded.remaining() + " last bytes");
    encoded.get(plain, whole * elementBytes, rest);
    return ByteBuffer.wrap(plain, 0, plainBytes);
  }

  /** Puts the bits of groups of eight elements in order. */
  private void join(byte[] shuffled, int groups, byte[] plain, int start) {
    for (int part = 0; part < elementBytes; part++) {
      int plane = part * GROUP * groups;
      for (int group = 0; group < groups; group++) {
        long bits = 0;
        for (int bit = GROUP - 1; bit >= 0; bit--) {
          bits = (bits << Byte.SIZE) | (shuffled[plane + bit * groups + group] & 0xFF);
        }
        bits = transposed(bits);
        int at = start + group * GROUP * elementBytes + part;
        for (int element = 0; element < GROUP; element++) {
          plain[at] = (byte) bits;
          bits >>>= Byte.SIZE;
          at += elementBytes;
        }
      }
    }
  }

  /** Transposes eight bytes as a matrix of bits: swaps halves of pairs, then pairs of fours, then fours. */
  private static long transposed(long bits) {
    long swap = (bits ^ (bits >>> 7)) & 0x00AA_00AA_00AA_00AAL;
    bits ^= swap ^ (swap << 7);
    swap = (bits ^ (bits >>> 14)) & 0x0000_CCCC_0000_CCCCL;
    bits ^= swap ^ (swap << 14);
    swap = (bits ^ (bits >>> 28)) & 0x0000_0000_F0F0_F0F0L;
    return bits ^ swap ^ (swap << 28);
  }

  private static void require(boolean sound, String found) throws ChunkFault {
    if (!sound) {
      throw new ChunkFault("bitshuffled data with " + found, "blocks that are whole");
    }
  }
}
