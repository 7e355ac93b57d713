package org.mmaparrays.hdf5.internal.chunk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mmaparrays.hdf5.internal.filter.ChunkFilter;
import org.mmaparrays.hdf5.internal.filter.FilterPipeline;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;
import org.mmaparrays.hdf5.internal.type.FillValueMessage;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.BlockReader;
import org.mmaparrays.spi.BlockSource;
import org.mmaparrays.spi.Storage;

/** The chunks of a dataset: their shape, filters and index, known without reading one. */
public final class ChunkedBlocks implements BlockSource {
  /** Somewhat less than the longest array, since filters add to chunks that they cannot make smaller. */
  private static final long MOST_CHUNK_BYTES = Integer.MAX_VALUE - (1L << 16);

  private final Path path;
  private final FileBytes.Frame frame;
  private final ChunkGrid grid;
  private final ChunkedLayout layout;
  private final List<ChunkFilter> filters;
  private final int chunkBytes;
  private final FillValueMessage fill;

  private ChunkedBlocks(FileBytes file, ChunkGrid grid, ChunkedLayout layout, List<ChunkFilter> filters,
      int chunkBytes,
      FillValueMessage fill) {
    this.path = file.file();
    this.frame = file.frame();
    this.grid = grid;
    this.layout = layout;
    this.filters = filters;
    this.chunkBytes = chunkBytes;
    this.fill = fill;
  }

  /**
   * Describes a dataset in chunks.
   *
   * @param file where it is; not kept
   * @param spec of its elements as they are now
   * @param greatest the greatest length of each axis, or {@link ChunkGrid#UNLIMITED}
   * @param fill the elements of a chunk that was never written
   * @throws ArrayFormatException if the layout does not fit the elements
   * @throws UnsupportedArrayException if a filter is not known here, or the heap too small for a chunk
   */
  public static Storage.Decoded storage(FileBytes file, ArraySpec spec, long[] greatest, ChunkedLayout layout,
      FilterPipeline pipeline, FillValueMessage fill) throws IOException {
    if (layout.chunkShape().rank() != spec.shape().rank()) {
      throw new ArrayFormatException(file.file(), "chunks of shape " + layout.chunkShape(),
          "as many axes as in the dataset's shape " + spec.shape());
    }
    int elementBytes = spec.dtype().byteSize();
    if (layout.elementBytes() != elementBytes) {
      throw new ArrayFormatException(file.file(),
          "chunks with elements of " + layout.elementBytes() + " bytes",
          elementBytes + ", as " + spec.dtype() + " has");
    }
    List<ChunkFilter> filters = pipeline.filters(file.file());
    ChunkGrid grid = new ChunkGrid(spec.shape(), greatest, layout.chunkShape());
    ChunkedBlocks blocks =
        new ChunkedBlocks(file, grid, layout, filters, chunkBytes(file.file(), layout), fill);
    String encoding =
        Stream.concat(Stream.of("chunks of " + layout.chunkShape()), filters.stream().map(ChunkFilter::label))
            .collect(Collectors.joining(", "));
    return new Storage.Decoded(file.file(), spec, layout.chunkShape(), encoding, blocks);
  }

  private static int chunkBytes(Path file, ChunkedLayout layout) throws UnsupportedArrayException {
    long most = Math.min(Runtime.getRuntime().maxMemory() / 8, MOST_CHUNK_BYTES);
    if (layout.chunkShape().elementCount() > most / layout.elementBytes()) {
      throw new UnsupportedArrayException(file,
          "has chunks of shape " + layout.chunkShape() + " with elements of " + layout.elementBytes()
              + " bytes, and the most that is decoded at once is " + most
              + " bytes, an eighth of the heap or 2 GiB; give Java more memory (-Xmx), or write a copy with smaller chunks: "
              + "h5repack -l CHUNK=DIMxDIM IN OUT");
    }
    return (int) (layout.chunkShape().elementCount() * layout.elementBytes());
  }

  @Override
  public BlockReader open() throws IOException {
    FileBytes file = FileBytes.reopen(path, frame);
    try {
      return new ChunkBlockReader(file, grid, index(file),
          new DecoderPool(() -> new ChunkDecoder(file, filters, chunkBytes), chunkBytes),
          new PlainChunks(file, chunkBytes), (int) ((1L << filters.size()) - 1), layout.plainEdges(),
          fill.block(chunkBytes));
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private ChunkIndex index(FileBytes file) throws IOException {
    long address = layout.address();
    boolean filtered = !filters.isEmpty();
    if (address == FieldReader.UNDEFINED) {
      return chunk -> null;
    }
    try {
      return switch (layout.kind()) {
        case BTREE_V1 -> new BTreeV1Chunks(file, grid, address);
        case SINGLE -> single(file, filtered);
        case IMPLICIT -> implicit(file, filtered);
        case FIXED_ARRAY -> FixedArrayChunks.open(file, grid, address, filtered, chunkBytes);
        case EXTENSIBLE_ARRAY -> ExtensibleArrayChunks.open(file, grid, address, filtered, chunkBytes);
        case BTREE_V2 -> BTreeV2Chunks.open(file, grid, address, filtered, chunkBytes);
      };
    } catch (ArithmeticException e) {
      throw new ArrayFormatException(path, "a dataset that may grow to 2**63 chunks", "fewer");
    }
  }

  private ChunkIndex single(FileBytes file, boolean filtered) throws ArrayFormatException {
    StoredChunk filteredChunk = layout.single();
    if ((filteredChunk != null) != filtered || grid.count() > 1) {
      throw file.fault(layout.address(),
          "a single " + (filteredChunk == null ? "" : "filtered ") + "chunk of a dataset with "
              + grid.count() + " chunks and " + filters.size() + " filters",
          "what fits the dataset");
    }
    StoredChunk chunk = filteredChunk == null
        ? new StoredChunk(layout.address(), chunkBytes, 0)
        : new StoredChunk(layout.address(), filteredChunk.size(), filteredChunk.skipped());
    return index -> chunk;
  }

  private ChunkIndex implicit(FileBytes file, boolean filtered) throws ArrayFormatException {
    if (filtered || !grid.bounded()) {
      throw file.fault(layout.address(),
          "chunks without an index of a dataset that is filtered or may grow for ever",
          "an index");
    }
    file.check(layout.address(), Math.multiplyExact(grid.greatestCount(), (long) chunkBytes));
    long[] steps = grid.steps(0);
    return chunk -> {
      long number = 0;
      for (int axis = 0; axis < chunk.length; axis++) {
        number += chunk[axis] * steps[axis];
      }
      return new StoredChunk(Math.addExact(layout.address(), Math.multiplyExact(number, (long) chunkBytes)),
          chunkBytes, 0);
    };
  }
}
