package org.mmaparrays.hdf5.internal.chunk;

import java.io.IOException;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;

/**
 * The header of an extensible array, whose numbers say where an entry is. Data blocks are in groups; each group has either
 * twice as many blocks as the one before, or blocks twice as large.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_appendixc_extarr">The Extensible Array
 *     Index</a>
 */
final class ExtensibleArrayHeader {
  private static final int MOST_PAGE_BITS = 24;

  private final FileBytes file;
  private final long address;
  private final EntryFormat format;
  private final int countBits;
  private final int indexEntries;
  private final int leastEntries;
  private final int leastPointers;
  private final long pageEntries;
  private final long entryCount;
  private final long indexBlock;

  private ExtensibleArrayHeader(FileBytes file, long address, boolean filtered, long chunkBytes)
      throws IOException {
    this.file = file;
    this.address = address;
    FieldReader header = ArrayBlock.start(file.at(address,
        ArrayBlock.PREFIX_BYTES + 6 + 6L * file.lengthSize() + file.offsetSize() + ArrayBlock.CHECKSUM_BYTES),
        "EAHD",
        filtered);
    this.format = EntryFormat.of(file, address, filtered, header.u8(), 0, chunkBytes);
    this.countBits = header.u8();
    this.indexEntries = header.u8();
    this.leastEntries = header.u8();
    this.leastPointers = header.u8();
    int pageBits = header.u8();
    header.skip(4 * file.lengthSize()); // The number of blocks, and their bytes.
    this.entryCount = header.length();
    header.skip(file.lengthSize());
    this.indexBlock = header.address();
    header.checksum();
    if (countBits < 1 || countBits > Long.SIZE || Integer.bitCount(leastEntries) != 1
        || Integer.bitCount(leastPointers) != 1 || leastPointers < 2 || pageBits < 1
        || pageBits > MOST_PAGE_BITS
        || superBlocks() <= 0) {
      throw header.fault(
          "an extensible array of up to 2**" + countBits + " entries in blocks of " + leastEntries
              + " or more, pages of 2**" + pageBits + ", and groups of " + leastPointers + " blocks or more",
          "numbers that HDF5 writes: 32, 16, 10, 4");
    }
    this.pageEntries = 1L << pageBits;
  }

  static ExtensibleArrayHeader read(FileBytes file, long address, boolean filtered, long chunkBytes)
      throws IOException {
    return new ExtensibleArrayHeader(file, address, filtered, chunkBytes);
  }

  long address() {
    return address;
  }

  EntryFormat format() {
    return format;
  }

  /** Returns the entries in the index block. */
  int indexEntries() {
    return indexEntries;
  }

  /** Returns the number of the first entry that was never written. */
  long entryCount() {
    return entryCount;
  }

  /** Returns the address of the index block, or {@link FieldReader#UNDEFINED}. */
  long indexBlock() {
    return indexBlock;
  }

  /** Returns the bytes at the start of a block. */
  int prefixBytes() {
    return ArrayBlock.PREFIX_BYTES + file.offsetSize();
  }

  /** Returns the bytes of the number of a block's first entry. */
  int countBytes() {
    return (countBits + Byte.SIZE - 1) / Byte.SIZE;
  }

  /** Returns the groups whose blocks the index block points to. */
  int directGroups() {
    return 2 * Integer.numberOfTrailingZeros(leastPointers);
  }

  /** Returns the blocks in those groups. */
  int directBlocks() {
    return 2 * (leastPointers - 1);
  }

  /** Returns the groups that have a secondary block. */
  int superBlocks() {
    return 1 + countBits - Integer.numberOfTrailingZeros(leastEntries) - directGroups();
  }

  /** Returns the group that has an entry, of those that are not in the index block. */
  int group(long entry) {
    return Long.SIZE - 1 - Long.numberOfLeadingZeros(entry / leastEntries + 1);
  }

  /** Returns the first entry of a group. */
  long firstEntry(int group) {
    return ((1L << group) - 1) * leastEntries;
  }

  /** Returns the blocks in all groups before one. */
  int firstBlock(int group) {
    return group % 2 == 0 ? 2 * ((1 << (group / 2)) - 1) : 3 * (1 << (group / 2)) - 2;
  }

  /** Returns the blocks of a group. */
  long blocks(int group) {
    return 1L << (group / 2);
  }

  /** Returns the entries of each block of a group. */
  long blockEntries(int group) {
    return (1L << ((group + 1) / 2)) * leastEntries;
  }

  /** Returns the entries of a page. */
  long pageEntries() {
    return pageEntries;
  }

  /** Returns the pages of each block of a group; 0 if they have none. */
  long pages(int group) {
    return blockEntries(group) > pageEntries ? blockEntries(group) / pageEntries : 0;
  }
}
