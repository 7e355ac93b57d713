package org.mmaparrays.hdf5.internal.chunk;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.hdf5.internal.btree.NodeCache;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;

/**
 * The fixed array of a dataset's chunks, used where no axis may grow for ever: an entry for each chunk of the dataset at its
 * greatest extent, in pages if there are many.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_appendixc_fixedarr">The Fixed Array Index</a>
 */
final class FixedArrayChunks implements ChunkIndex {
  private static final int MOST_PAGE_BITS = 24;

  private final FileBytes file;
  private final long address;
  private final long[] steps;
  private final EntryFormat format;
  private final long entryCount;
  private final long block;
  private final int pageEntries;
  private final byte[] written;
  private final NodeCache<ChunkEntries> pages;

  private FixedArrayChunks(FileBytes file, long address, long[] steps, boolean filtered, long chunkBytes)
      throws IOException {
    this.file = file;
    this.address = address;
    this.steps = steps;
    FieldReader header = ArrayBlock.start(file.at(address,
        ArrayBlock.PREFIX_BYTES + 2 + file.lengthSize() + file.offsetSize() + ArrayBlock.CHECKSUM_BYTES),
        "FAHD", filtered);
    this.format = EntryFormat.of(file, address, filtered, header.u8(), 0, chunkBytes);
    int pageBits = header.u8();
    this.entryCount = header.length();
    this.block = header.address();
    header.checksum();
    if (pageBits == 0 || pageBits > MOST_PAGE_BITS) {
      throw header.fault("pages of 2**" + pageBits + " entries", "2**1 to 2**" + MOST_PAGE_BITS);
    }
    this.pageEntries = 1 << pageBits;
    this.written = block == FieldReader.UNDEFINED || !paged() ? new byte[0] : written();
    this.pages = new NodeCache<>(this::page, ChunkEntries::count);
  }

  static FixedArrayChunks open(FileBytes file, ChunkGrid grid, long address, boolean filtered,
      long chunkBytes)
      throws IOException {
    return new FixedArrayChunks(file, address, grid.steps(0), filtered, chunkBytes);
  }

  private boolean paged() {
    return entryCount > pageEntries;
  }

  /** Reads the bitmap of the pages that were ever written. */
  private byte[] written() throws IOException {
    long bytes = ((entryCount - 1) / pageEntries + Byte.SIZE) / Byte.SIZE;
    file.check(block, bytes);
    FieldReader prefix =
        ArrayBlock.of(file.at(block, prefixBytes() + bytes + ArrayBlock.CHECKSUM_BYTES), "FADB",
            format.filtered(), address);
    byte[] bits = prefix.bytes(Math.toIntExact(bytes));
    prefix.checksum();
    return bits;
  }

  private int prefixBytes() {
    return ArrayBlock.PREFIX_BYTES + file.offsetSize();
  }

  @Override
  public @Nullable StoredChunk find(long[] chunk) throws IOException {
    long entry = 0;
    for (int axis = 0; axis < chunk.length; axis++) {
      entry += chunk[axis] * steps[axis];
    }
    if (block == FieldReader.UNDEFINED) {
      return null;
    }
    if (entry >= entryCount) {
      throw file.fault(address, "an index of " + entryCount + " chunks", "more than " + entry);
    }
    if (!paged()) {
      return pages.get(block, (int) entryCount).get((int) entry);
    }
    long page = entry / pageEntries;
    if (!ArrayBlock.bit(written, page)) {
      return null;
    }
    long pageBytes = (long) pageEntries * format.bytes() + ArrayBlock.CHECKSUM_BYTES;
    long at = block + prefixBytes() + written.length + ArrayBlock.CHECKSUM_BYTES + page * pageBytes;
    return pages.get(at, (int) Math.min(pageEntries, entryCount - page * pageEntries))
        .get((int) (entry % pageEntries));
  }

  private ChunkEntries page(long at, int count) throws IOException {
    long bytes = (long) count * format.bytes() + ArrayBlock.CHECKSUM_BYTES;
    FieldReader fields = paged()
        ? file.at(at, bytes)
        : ArrayBlock.of(file.at(at, prefixBytes() + bytes), "FADB", format.filtered(), address);
    ChunkEntries entries = ChunkEntries.read(fields, count, format);
    fields.checksum();
    return entries;
  }
}
