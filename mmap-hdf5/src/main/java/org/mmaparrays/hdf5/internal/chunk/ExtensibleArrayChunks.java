package org.mmaparrays.hdf5.internal.chunk;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.hdf5.internal.btree.NodeCache;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;

/**
 * The extensible array of a dataset's chunks, used where one axis may grow for ever: the first entries are in its index block,
 * the next ones in data blocks that this points to, all others in data blocks that secondary blocks point to.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_appendixc_extarr">The Extensible Array
 *     Index</a>
 */
final class ExtensibleArrayChunks implements ChunkIndex {
  private final FileBytes file;
  private final ExtensibleArrayHeader header;
  private final long[] steps;
  private final NodeCache<IndexBlock> indexBlocks;
  private final NodeCache<ExtensibleSuperBlock> superBlocks;
  private final NodeCache<ChunkEntries> entries;

  private ExtensibleArrayChunks(FileBytes file, ExtensibleArrayHeader header, long[] steps) {
    this.file = file;
    this.header = header;
    this.steps = steps;
    this.indexBlocks = new NodeCache<>((address, what) -> indexBlock(address), block -> 1);
    this.superBlocks =
        new NodeCache<>((address, group) -> ExtensibleSuperBlock.read(file, header, address, group),
            ExtensibleSuperBlock::weight);
    this.entries = new NodeCache<>(this::entries, ChunkEntries::count);
  }

  /** The entries of the index block, and the addresses of other blocks. */
  private record IndexBlock(ChunkEntries entries, FieldReader blocks, FieldReader superBlocks) {}

  static ExtensibleArrayChunks open(FileBytes file, ChunkGrid grid, long address, boolean filtered,
      long chunkBytes)
      throws IOException {
    ExtensibleArrayHeader header = ExtensibleArrayHeader.read(file, address, filtered, chunkBytes);
    int growing = grid.growing().orElseThrow(() -> file.fault(address,
        "an extensible array of chunks", "one axis, not more or less, that may grow for ever"));
    return new ExtensibleArrayChunks(file, header, grid.steps(growing));
  }

  @Override
  public @Nullable StoredChunk find(long[] chunk) throws IOException {
    long entry = 0;
    for (int axis = 0; axis < chunk.length; axis++) {
      entry += chunk[axis] * steps[axis];
    }
    if (header.indexBlock() == FieldReader.UNDEFINED || entry >= header.entryCount()) {
      return null;
    }
    IndexBlock index = indexBlocks.get(header.indexBlock(), 0);
    if (entry < header.indexEntries()) {
      return index.entries.get((int) entry);
    }
    entry -= header.indexEntries();
    int group = header.group(entry);
    long block = (entry - header.firstEntry(group)) / header.blockEntries(group);
    long inBlock = (entry - header.firstEntry(group)) % header.blockEntries(group);
    return group < header.directGroups()
        ? inBlock(address(index.blocks, header.firstBlock(group) + block), header.blockEntries(group),
            inBlock)
        : inGroup(index, group, block, inBlock);
  }

  private @Nullable StoredChunk inGroup(IndexBlock index, int group, long block, long inBlock)
      throws IOException {
    int number = group - header.directGroups();
    if (number >= header.superBlocks()) {
      throw file.fault(header.address(), "an extensible array of " + header.entryCount() + " entries",
          "fewer, as many as it has room for");
    }
    long address = address(index.superBlocks, number);
    if (address == FieldReader.UNDEFINED) {
      return null;
    }
    ExtensibleSuperBlock superBlock = superBlocks.get(address, group);
    long blockAddress = superBlock.block(block);
    if (header.pages(group) == 0 || blockAddress == FieldReader.UNDEFINED) {
      return inBlock(blockAddress, header.blockEntries(group), inBlock);
    }
    long page = inBlock / header.pageEntries();
    if (!superBlock.written(block * header.pages(group) + page)) {
      return null;
    }
    long pageBytes = header.pageEntries() * header.format().bytes() + ArrayBlock.CHECKSUM_BYTES;
    long at = blockAddress + header.prefixBytes() + header.countBytes() + ArrayBlock.CHECKSUM_BYTES
        + page * pageBytes;
    return entries.get(at, -(int) header.pageEntries()).get((int) (inBlock % header.pageEntries()));
  }

  private @Nullable StoredChunk inBlock(long address, long blockEntries, long entry) throws IOException {
    if (address == FieldReader.UNDEFINED) {
      return null;
    }
    file.check(address, blockEntries);
    return entries.get(address, (int) Math.min(blockEntries, Integer.MAX_VALUE)).get((int) entry);
  }

  private static long address(FieldReader addresses, long number) throws IOException {
    int bytes = addresses.addressBytes();
    return addresses.part(Math.toIntExact(number * bytes), bytes).address();
  }

  private IndexBlock indexBlock(long address) throws IOException {
    int entryBytes = header.indexEntries() * header.format().bytes();
    int blockBytes = header.directBlocks() * file.offsetSize();
    int superBlockBytes = header.superBlocks() * file.offsetSize();
    FieldReader fields = ArrayBlock.of(
        file.at(address,
            header.prefixBytes() + entryBytes + blockBytes + superBlockBytes + ArrayBlock.CHECKSUM_BYTES),
        "EAIB", header.format().filtered(), header.address());
    ChunkEntries first = ChunkEntries.read(fields, header.indexEntries(), header.format());
    IndexBlock block = new IndexBlock(first, fields.part(blockBytes), fields.part(superBlockBytes));
    fields.checksum();
    return block;
  }

  /** Reads a data block of a number of entries, or a page if the number is negative. */
  private ChunkEntries entries(long address, int count) throws IOException {
    long bytes = (long) Math.abs(count) * header.format().bytes() + ArrayBlock.CHECKSUM_BYTES;
    FieldReader fields;
    if (count < 0) {
      fields = file.at(address, bytes);
    } else {
      fields = ArrayBlock.of(file.at(address, header.prefixBytes() + header.countBytes() + bytes), "EADB",
          header.format().filtered(), header.address());
      fields.skip(header.countBytes());
    }
    ChunkEntries read = ChunkEntries.read(fields, Math.abs(count), header.format());
    fields.checksum();
    return read;
  }
}
