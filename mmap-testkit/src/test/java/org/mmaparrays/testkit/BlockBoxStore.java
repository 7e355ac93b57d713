package org.mmaparrays.testkit;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Shape;
import org.mmaparrays.spi.BlockReader;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Storage;

/**
 * Boxes whose elements may be stored in blocks, the right base of stores that get blocks wrong on purpose.
 *
 * <p>Such a file has a second header behind the first, the lengths of a block along the axes, and then block after block: its
 * elements with all bits inverted, and a checksum of 64 bits. The first header begins with {@code BLK} in place of {@code BOX}.
 */
class BlockBoxStore extends BoxStore {
  static final int BLOCKS = 2 * HEADER;

  BlockBoxStore(String name) {
    super(name);
  }

  @Override
  public Set<Capability> capabilities() {
    Set<Capability> capabilities = EnumSet.copyOf(super.capabilities());
    capabilities.add(Capability.DECODED);
    return capabilities;
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions) throws IOException {
    ByteBuffer head = Candidate.read(ref.file()).head().order(ByteOrder.LITTLE_ENDIAN);
    if (head.remaining() < BLOCKS || head.get(1) != 'L') {
      return super.locate(ref, companions);
    }
    byte[] asBox = new byte[HEADER];
    head.get(0, asBox);
    asBox[1] = 'O';
    asBox[2] = 'X';
    Storage.Contiguous whole = located(ref.file(), ByteBuffer.wrap(asBox));
    if (whole.spec().byteSize() > 1L << 40) {
      throw new ArrayFormatException(ref.file(), 16, whole.spec().toString(),
          "an array that fits such a file");
    }
    long[] dims = new long[whole.spec().shape().rank()];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = head.getLong(HEADER + 8 * axis);
      if (dims[axis] < 1 || dims[axis] > 1000) {
        throw new ArrayFormatException(ref.file(), HEADER + 8L * axis, "blocks of " + dims[axis],
            "1 to 1000");
      }
    }
    Blocks blocks =
        new Blocks(ref.file(), whole.spec().shape(), Shape.of(dims), whole.spec().dtype().byteSize());
    return new Storage.Decoded(ref.file(), whole.spec(), blocks.shape(),
        "inverted blocks of " + blocks.shape(),
        () -> open(blocks));
  }

  /** What reads the blocks. */
  BlockReader open(Blocks blocks) throws IOException {
    return new Reader(blocks);
  }

  /**
   * Where the blocks are.
   *
   * @param all the shape of the array
   * @param shape the shape of each block
   */
  record Blocks(Path file, Shape all, Shape shape, int elementBytes) {
    int bytes() {
      return (int) shape.elementCount() * elementBytes;
    }

    long offset(long... index) {
      long number = 0;
      for (int axis = 0; axis < index.length; axis++) {
        number = number * Math.ceilDiv(all.dim(axis), shape.dim(axis)) + index[axis];
      }
      return BLOCKS + number * (bytes() + Long.BYTES);
    }
  }

  /** Reads blocks through a channel, from any thread. */
  static class Reader implements BlockReader {
    final Blocks blocks;
    final FileChannel channel;

    Reader(Blocks blocks) throws IOException {
      this.blocks = blocks;
      this.channel = FileChannel.open(blocks.file(), StandardOpenOption.READ);
    }

    @Override
    public MemorySegment read(long... index) throws IOException {
      return MemorySegment.ofArray(decode(channel, index)).asReadOnly();
    }

    final byte[] decode(FileChannel from, long... index) throws IOException {
      long offset = blocks.offset(index);
      ByteBuffer stored = ByteBuffer.allocate(blocks.bytes() + Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      while (stored.hasRemaining() && from.read(stored, offset + stored.position()) >= 0) {
        // Until all is read.
      }
      check(stored.flip(), offset);
      byte[] decoded = new byte[blocks.bytes()];
      stored.get(0, decoded, 0, Math.min(decoded.length, stored.limit()));
      for (int i = 0; i < decoded.length; i++) {
        decoded[i] = (byte) ~decoded[i];
      }
      return decoded;
    }

    /** Checks that what was read is a block. */
    void check(ByteBuffer stored, long offset) throws IOException {
      if (stored.remaining() < blocks.bytes() + Long.BYTES) {
        throw new ArrayFormatException(blocks.file(), offset + stored.remaining(), "the end of the file",
            "a block of " + blocks.bytes() + " bytes and its checksum");
      }
      if (stored.getLong(blocks.bytes()) != checksum(stored.slice(0, blocks.bytes()))) {
        throw new ArrayFormatException(blocks.file(), offset, "a block that does not fit its checksum",
            "one that does: the file is damaged");
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  static long checksum(ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }
}
