package org.mmaparrays;

import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.chunks.BufferPool;
import org.mmaparrays.internal.chunks.BufferedChunkReader;
import org.mmaparrays.internal.chunks.ChunkReader;
import org.mmaparrays.internal.chunks.ChunkRows;
import org.mmaparrays.internal.chunks.MappedChunkReader;
import org.mmaparrays.internal.mapping.Mapping;
import org.mmaparrays.internal.memory.BackingFile;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;

/** A stored array that is read chunk by chunk from the file into a buffer of each worker, and not mapped. */
final class StreamedArray implements ArrayData {
  /** Fits the second-level cache of a processor, so that a copied chunk is still there when it is worked on. */
  private static final long DEFAULT_BYTES = 256L << 10;

  /** A larger chunk is not worth a copy, and the memory of the process is to stay small. */
  private static final long MAX_BUFFER_BYTES = 16L << 20;

  private final StoredArray array;
  private final Mapping mapping;

  private final BufferPool buffers = new BufferPool();

  StreamedArray(StoredArray array, Mapping mapping) {
    this.array = array;
    this.mapping = mapping;
  }

  @Override
  public DType dtype() {
    return array.dtype();
  }

  @Override
  public Shape shape() {
    return array.shape();
  }

  @Override
  public Optional<NdArray> inPlace() {
    return Optional.empty();
  }

  @Override
  public Chunks chunks() {
    return chunks(ChunkRows.of(DEFAULT_BYTES, shape(), dtype()));
  }

  @Override
  public Chunks chunks(long rows) {
    StridedMemory all = array.view().elements;
    return new Chunks(shape(), rows, () -> reader(all, rows));
  }

  private ChunkReader reader(StridedMemory all, long rows) {
    long count = RowRange.all(all.shape()).count();
    long rowBytes = count == 0 ? 0 : all.shape().elementCount() / count * all.type().byteSize();
    boolean fits = rowBytes > 0 && Math.min(rows, count) <= MAX_BUFFER_BYTES / rowBytes;
    FileChannel channel = fits && all.isDense(MemoryOrder.C) ? channel(all) : null;
    if (channel == null) {
      // In place, but as read-only as a copy: whether elements can be set must not depend on the way to them.
      return new MappedChunkReader(all.with(all.memory().asReadOnly(), mapping.streamingScope()));
    }
    MemorySegment buffer = buffers.take(Math.min(rows, count) * rowBytes);
    return new BufferedChunkReader(all, channel, mapping.hints(), buffer, () -> buffers.giveBack(buffer));
  }

  /** Returns the same file once more; null if the mapping is the only way to the elements. */
  private static @Nullable FileChannel channel(StridedMemory all) {
    BackingFile file = all.scope().file();
    return file == null || file.isPrivate() ? null : file.open().orElse(null);
  }
}
