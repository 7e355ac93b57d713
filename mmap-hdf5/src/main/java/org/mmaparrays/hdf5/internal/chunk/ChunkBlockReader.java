package org.mmaparrays.hdf5.internal.chunk;

import com.google.common.base.Throwables;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.util.concurrent.ExecutionError;
import com.google.common.util.concurrent.UncheckedExecutionException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.hdf5.internal.io.FileBytes;
import org.mmaparrays.spi.BlockReader;

/** Reads the chunks of a dataset; those read last are kept decoded. */
final class ChunkBlockReader implements BlockReader {
  /** The most bytes that are kept; a quarter of the heap if that is less. */
  private static final long MOST_KEPT = 256L << 20;

  private final ChunkGrid grid;
  private final FileBytes file;
  private final ChunkIndex index;
  private final DecoderPool decoders;
  private final PlainChunks plain;
  private final int allFilters;
  private final boolean plainEdges;
  private final MemorySegment unwritten;
  private final Cache<Long, MemorySegment> blocks;

  /**
   * Reads chunks.
   *
   * @param file where they are; closed with this
   * @param plain reads those without filters
   * @param allFilters a bit for each filter
   * @param plainEdges whether no filter was applied to chunks at the edge
   * @param unwritten a chunk that was never stored
   */
  ChunkBlockReader(FileBytes file, ChunkGrid grid, ChunkIndex index, DecoderPool decoders, PlainChunks plain,
      int allFilters,
      boolean plainEdges, MemorySegment unwritten) {
    this.file = file;
    this.grid = grid;
    this.index = index;
    this.decoders = decoders;
    this.plain = plain;
    this.allFilters = allFilters;
    this.plainEdges = plainEdges;
    this.unwritten = unwritten;
    // A single segment: each of several would get its share of the weight, and large chunks would fit into none.
    this.blocks = CacheBuilder.newBuilder().concurrencyLevel(1)
        .maximumWeight(Math.min(MOST_KEPT, Runtime.getRuntime().maxMemory() / 4))
        .<Long, MemorySegment>weigher((chunk, block) -> (int) block.byteSize()).build();
  }

  @Override
  public MemorySegment read(long... chunk) throws IOException {
    long number = grid.number(chunk);
    @Nullable
    MemorySegment kept = blocks.getIfPresent(number);
    if (kept != null) {
      return kept;
    }
    @Nullable
    StoredChunk stored = index.find(chunk);
    if (stored == null) {
      return unwritten;
    }
    int skipped = skipped(stored, chunk);
    try {
      return blocks.get(number,
          () -> (skipped == allFilters ? plain.read(stored) : decoders.decode(stored, skipped)).asReadOnly());
    } catch (ExecutionException | UncheckedExecutionException | ExecutionError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      Throwables.throwIfInstanceOf(cause, IOException.class);
      Throwables.throwIfUnchecked(cause);
      throw new IOException(cause);
    }
  }

  @Override
  public boolean readInto(MemorySegment target, long... chunk) throws IOException {
    @Nullable
    MemorySegment kept = blocks.getIfPresent(grid.number(chunk));
    @Nullable
    StoredChunk stored = kept == null ? index.find(chunk) : null;
    if (stored == null) {
      target.copyFrom(kept == null ? unwritten : kept);
      return true;
    }
    int skipped = skipped(stored, chunk);
    if (skipped == allFilters) {
      plain.read(stored, target);
    } else {
      decoders.decode(stored, skipped, target);
    }
    return true;
  }

  /** Returns the filters that were not applied to a chunk. */
  private int skipped(StoredChunk stored, long[] chunk) {
    return plainEdges && grid.atEdge(chunk) ? allFilters : stored.skipped() & allFilters;
  }

  @Override
  public void close() throws IOException {
    blocks.invalidateAll();
    decoders.close();
    file.close();
  }
}
