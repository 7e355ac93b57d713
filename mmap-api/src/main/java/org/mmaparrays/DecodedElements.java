package org.mmaparrays;

import java.lang.foreign.MemorySegment;

/** The elements of an array, or of some of its rows, that a file has in blocks and that are decoded as they are asked for. */
final class DecodedElements {
  /** The most that chunks of a default length take, however long the blocks are. */
  private static final long MAX_DEFAULT_BYTES = 64L << 20;

  /** Regions of so many bytes are not likely to be asked for again while a store has their blocks at hand. */
  private static final long LARGE_BYTES = 64L << 20;

  private final RowRange rows;
  private final Blocks blocks;
  private final StridedMemory outline;
  private final Loans loans;
  private final Buffers buffers = new Buffers();

  /**
   * Prepares decoding.
   *
   * @param blocks the blocks of all rows, closed with this
   * @param rows the rows of them that are counted from 0 here
   */
  DecodedElements(Blocks blocks, RowRange rows) {
    this.blocks = blocks;
    this.rows = rows;
    this.outline = StridedMemory.over(MemorySegment.NULL, blocks.lease(), specOf(rows.count()));
    this.loans = new Loans(blocks.lease());
  }

  /** Checks that the array has not been closed. */
  void checkOpen() {
    blocks.lease().checkOpen();
  }

  /** Returns the right to read. */
  Lease lease() {
    return blocks.lease();
  }

  /** Returns the name of the array for messages. */
  String array() {
    return blocks.lease().array();
  }

  /** Returns the spec of so many of its rows. */
  ArraySpec specOf(long count) {
    return blocks.spec().withRows(count);
  }

  Shape shape() {
    return outline.shape();
  }

  /** Returns the rows of the file's array that are counted from 0 here. */
  RowRange rows() {
    return rows;
  }

  Blocks blocks() {
    return blocks;
  }

  Loans loans() {
    return loans;
  }

  Buffers buffers() {
    return buffers;
  }

  /** Returns shape, type and right to read, as a view of all elements has them; there are no elements in it. */
  StridedMemory outline() {
    checkOpen();
    return outline;
  }

  /** Starts to decode some rows into a target of their shape. */
  BlockWork read(RowRange some, StridedMemory target, int threads) {
    return BlockBox.start(blocks, starts(some.from()), target, true, threads);
  }

  /** Decodes a region into new memory. */
  StridedMemory load(Region region) {
    StridedMemory box = outline().region(region);
    long[] starts = starts(0);
    for (int axis = 0; axis < region.rank(); axis++) {
      starts[axis] += region.start(axis);
    }
    StridedMemory loaded = StridedMemory.allocate(ArraySpec.of(box.type(), box.shape()));
    BlockBox.start(blocks, starts, loaded, box.byteSize() >= LARGE_BYTES, DecoderThreads.most())
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
  long defaultRows() {
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
  void close() {
    try {
      blocks.close();
    } finally {
      loans.withdrawAll();
    }
  }
}
