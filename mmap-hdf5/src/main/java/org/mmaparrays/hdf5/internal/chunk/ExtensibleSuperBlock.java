package org.mmaparrays.hdf5.internal.chunk;

import java.io.IOException;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;

/**
 * A secondary block of an extensible array: the addresses of a group of data blocks, and which of their pages were written.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_appendixc_extarr">Extensible Array
 *     Secondary Block</a>
 */
final class ExtensibleSuperBlock {
  private final byte[] written;
  private final FieldReader blocks;

  private ExtensibleSuperBlock(byte[] written, FieldReader blocks) {
    this.written = written;
    this.blocks = blocks;
  }

  static ExtensibleSuperBlock read(FileBytes file, ExtensibleArrayHeader header, long address, int group)
      throws IOException {
    long bitBytes = header.blocks(group) * ((header.pages(group) + Byte.SIZE - 1) / Byte.SIZE);
    long blockBytes = header.blocks(group) * file.offsetSize();
    file.check(address, bitBytes);
    file.check(address, blockBytes);
    FieldReader fields = ArrayBlock.of(
        file.at(address,
            header.prefixBytes() + header.countBytes() + bitBytes + blockBytes + ArrayBlock.CHECKSUM_BYTES),
        "EASB", header.format().filtered(), header.address());
    fields.skip(header.countBytes());
    byte[] written = fields.bytes(Math.toIntExact(bitBytes));
    FieldReader blocks = fields.part(Math.toIntExact(blockBytes));
    fields.checksum();
    return new ExtensibleSuperBlock(written, blocks);
  }

  /** Returns the address of a data block, or {@link FieldReader#UNDEFINED}. */
  long block(long number) throws IOException {
    int bytes = blocks.addressBytes();
    return blocks.part(Math.toIntExact(number * bytes), bytes).address();
  }

  /** Returns whether a page, of those of all blocks, was ever written. */
  boolean written(long page) {
    return ArrayBlock.bit(written, page);
  }

  /** Returns the memory that it takes, in entries. */
  int weight() {
    return blocks.remaining() / blocks.addressBytes() + written.length / Long.BYTES;
  }
}
