package org.mmaparrays.hdf5.internal.chunk;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.hdf5.internal.btree.BTreeV2;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;

/**
 * The version 2 B-tree of a dataset's chunks, used where more than one axis may grow for ever.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_appendixc_appv2btree">The v2 B-tree Index</a>
 */
final class BTreeV2Chunks implements ChunkIndex {
  private static final int PLAIN = 10;
  private static final int FILTERED = 11;

  private final BTreeV2 tree;
  private final EntryFormat format;

  private BTreeV2Chunks(BTreeV2 tree, EntryFormat format) {
    this.tree = tree;
    this.format = format;
  }

  static BTreeV2Chunks open(FileBytes file, ChunkGrid grid, long address, boolean filtered, long chunkBytes)
      throws IOException {
    BTreeV2 tree = BTreeV2.open(file, address, filtered ? FILTERED : PLAIN);
    EntryFormat format =
        EntryFormat.of(file, address, filtered, tree.recordBytes(), grid.rank() * Long.BYTES, chunkBytes);
    return new BTreeV2Chunks(tree, format);
  }

  @Override
  public @Nullable StoredChunk find(long[] chunk) throws IOException {
    Optional<FieldReader> record = tree.find(candidate -> {
      candidate.skip(format.bytes());
      for (long wanted : chunk) {
        int order = Long.compare(candidate.unsigned(Long.BYTES), wanted);
        if (order != 0) {
          return order;
        }
      }
      return 0;
    });
    return record.isEmpty() ? null : format.read(record.get());
  }
}
