package org.mmaparrays.internal.decoding;

import java.lang.foreign.MemorySegment;
import org.mmaparrays.internal.chunks.BufferLeases;
import org.mmaparrays.internal.chunks.BufferPool;
import org.mmaparrays.internal.chunks.ChunkRows;
import org.mmaparrays.internal.concurrent.DecoderThreads;
import org.mmaparrays.internal.concurrent.TaskGroup;
import org.mmaparrays.internal.memory.MemoryScope;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;

/** The elements of an array, or of some of its rows, that a file has in blocks and that are decoded as they are asked for. */
public final class DecodedElements {
  /** The most that chunks of a default length take, however long the blocks are. */
  private static final long MAX_DEFAULT_BYTES = 64L << 20;

  /** Regions of so many bytes are not likely to be asked for again while a store has their blocks at hand. */
  private static final long LARGE_BYTES = 64L << 20;

  private final RowRange rows;
  private final Blocks blocks;
  private final StridedMemory outline;
  private final BufferLeases loans;
  private final BufferPool buffers = new BufferPool();

  /**
   * Prepares decoding.
   *
   * @param blocks the blocks of all rows, closed with this
   * @param rows the rows of them that are counted from 0 here
   */
  public DecodedElements(Blocks blocks, RowRange rows) {
    this.blocks = blocks;
    this.rows = rows;
    this.outline = StridedMemory.over(MemorySegment.NULL, blocks.scope(), specOf(rows.count()));
    this.loans = new BufferLeases(blocks.scope());
  }

  /** Checks that the array has not been closed. */
  public void checkOpen() {
    blocks.scope().checkOpen();
  }

  /** Returns the right to read. */
  public MemoryScope scope() {
    return blocks.scope();
  }

  /** Returns the name of the array for messages. */
  String array() {
    return blocks.scope().array();
  }

  /** Returns the spec of so many of its rows. */
  ArraySpec specOf(long count) {
    return blocks.spec().withRows(count);
  }

  Shape shape() {
    return outline.shape();
  }

  /** Returns the rows of the file's array that are counted from 0 here. */
  public RowRange rows() {
    return rows;
  }

  public Blocks blocks() {
    return blocks;
  }

  BufferLeases loans() {
    return loans;
  }

  BufferPool buffers() {
    return buffers;
  }

  /** Returns shape, type and right to read, as a view of all elements has them; there are no elements in it. */
  public StridedMemory outline() {
    checkOpen();
    return outline;
  }

  /** Starts to decode some rows into a target of their shape. */
  TaskGroup read(RowRange some, StridedMemory target, int threads) {
    return BlockRegionCopy.start(blocks, starts(some.from()), target, true, threads);
  }

  /** Decodes a region into new memory. */
  public StridedMemory load(Region region) {
    StridedMemory box = outline().region(region);
    long[] starts = starts(0);
    for (int axis = 0; axis < region.rank(); axis++) {
      starts[axis] += region.start(axis);
    }
    StridedMemory loaded = StridedMemory.allocate(ArraySpec.of(box.type(), box.shape()));
    BlockRegionCopy.start(blocks, starts, loaded, box.byteSize() >= LARGE_BYTES, DecoderThreads.most())
        .awaitWhateverHappens();
    return loaded;
  }

  /** Returns where a row begins among the blocks. */
  private long[] starts(long row) {
    long[] starts = new long[shape().rank()];
    if (starts.length > 0) {
      starts[0] = rows.from() + row;
    }
    return starts;
  }

  /** Returns the rows of a chunk if the caller names no number: whole blocks, of about 4 MiB. */
  public long defaultRows() {
    long most = ChunkRows.byDefault(shape(), blocks.type());
    if (shape().rank() == 0) {
      return most;
    }
    long block = blocks.shape().dim(0);
    return most >= block
        ? most / block * block
        : Math.min(block, ChunkRows.of(MAX_DEFAULT_BYTES, shape(), blocks.type()));
  }

  /** Ends all reading and closes the file. */
  public void close() {
    try {
      blocks.close();
    } finally {
      loans.withdrawAll();
    }
  }
}
