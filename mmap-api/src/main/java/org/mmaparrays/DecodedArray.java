package org.mmaparrays;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Storage;

/** An array whose file has its elements in blocks, which are decoded into memory as they are asked for; read-only. */
final class DecodedArray extends StoredArray {
  /** The most that chunks of a default length take, however long the blocks are. */
  private static final long MAX_DEFAULT_BYTES = 64L << 20;

  /** Regions of so many bytes are not likely to be asked for again while a store has their blocks at hand. */
  private static final long LARGE_BYTES = 64L << 20;

  private final RowRange rows;
  private final Blocks blocks;
  private final NdArray outline;
  private final Loans loans;
  private final Buffers buffers = new Buffers();

  private DecodedArray(ArrayOpener opener, ArrayInfo info, RowRange rows, Blocks blocks,
      SharedFlock flock) {
    super(opener, info, OpenMode.READ, flock);
    this.rows = rows;
    this.blocks = blocks;
    this.outline = NdArray.over(MemorySegment.NULL, blocks.lease(), specOf(rows.count()));
    this.loans = new Loans(blocks.lease());
  }

  /**
   * Opens what a store has located.
   *
   * @param flock what keeps other programs from writing it, released when the array is closed, not when this fails
   * @throws UnsupportedArrayException if the mode is another than to read
   * @throws IndexOutOfBoundsException if the array does not have the rows
   */
  static DecodedArray of(ArrayRef ref, ArrayOpener opener, ArrayStore store, Storage.Decoded storage,
      OpenMode mode, SharedFlock flock) throws IOException {
    if (mode != OpenMode.READ) {
      throw unchangeable(ref, storage);
    }
    RowRange rows = RowRange.of(ref, storage.spec().shape(), opener.rows());
    ArrayInfo all = ArrayInfo.of(ref, store, storage, List.of());
    return new DecodedArray(opener, all.withSpec(storage.spec().withRows(rows.count())), rows,
        Blocks.open(storage, Lease.ofDecoded(ref.toString())), flock);
  }

  /** That an array cannot be changed because of how it is stored. */
  static UnsupportedArrayException unchangeable(ArrayRef ref, Storage.Decoded storage) {
    return new UnsupportedArrayException(ref.file(), unchangeable(storage.encoding()));
  }

  private static String unchangeable(String encoding) {
    return "is stored as " + encoding
        + ", which cannot be changed in place; open it with OpenMode.READ, copy it"
        + " (mmap convert A B, or saveAs), and write the copy";
  }

  private UnsupportedOperationException refused() {
    checkOpen();
    return new UnsupportedOperationException(ref() + ": " + unchangeable(info.encoding().orElseThrow()));
  }

  /** Checks that it has not been closed. */
  void checkOpen() {
    blocks.lease().checkOpen();
  }

  /** What so many of its rows are. */
  ArraySpec specOf(long count) {
    return info.spec().withRows(count);
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

  /** Shape, type and right to read, as a view of all elements has them; there are no elements in it. */
  NdArray outline() {
    checkOpen();
    return outline;
  }

  /** Starts to decode some rows into a target of their shape. */
  BlockWork read(RowRange some, NdArray target, int threads) {
    long[] starts = new long[shape().rank()];
    if (starts.length > 0) {
      starts[0] = rows.from() + some.from();
    }
    return BlockBox.start(blocks, starts, target, true, threads);
  }

  /** The rows of a chunk if the caller does not care: whole blocks, of about 4 MiB. */
  long defaultRows() {
    long most = Chunks.defaultRows(shape(), dtype());
    if (shape().rank() == 0) {
      return most;
    }
    long block = blocks.shape().dim(0);
    return most >= block
        ? most / block * block
        : Math.min(block, Chunks.rowsOf(MAX_DEFAULT_BYTES, shape(), dtype()));
  }

  @Override
  public Optional<NdArray> inPlace() {
    checkOpen();
    return Optional.empty();
  }

  @Override
  public Chunks chunks() {
    return chunks(defaultRows());
  }

  @Override
  public Chunks chunks(long rowsPerChunk) {
    checkOpen();
    return new Chunks(shape(), rowsPerChunk, () -> DecodedReader.walking(this, rowsPerChunk),
        () -> DecodedReader.working(this, rowsPerChunk));
  }

  @Override
  public ArrayData streaming() {
    return this;
  }

  @Override
  public RowRange rows() {
    return rows;
  }

  @Override
  public List<Partition> partitions(int count) {
    return rows.split(count).stream().map(part -> opener.partition(blocks.spec(), part)).toList();
  }

  @Override
  public boolean isOpen() {
    return blocks.lease().isOpen();
  }

  @Override
  public NdArray view() {
    checkOpen();
    throw new UnsupportedOperationException(ref() + ": is stored as " + info.encoding().orElseThrow()
        + ", and has no view of all its elements in place; walk it (chunks), copy a part (loadRegion, gather, take) or"
        + " all of it (load), or convert it into an array that is mapped (mmap convert A B, or saveAs)");
  }

  @Override
  public NdArray loadRegion(Region region) {
    NdArray box = outline().region(region);
    long[] starts = new long[shape().rank()];
    for (int axis = 0; axis < region.rank(); axis++) {
      starts[axis] = region.start(axis);
    }
    if (starts.length > 0) {
      starts[0] += rows.from();
    }
    NdArray loaded = NdArray.allocate(ArraySpec.of(box.type, box.shape));
    boolean straight = box.shape.elementCount() * box.type.byteSize() >= LARGE_BYTES;
    BlockBox.start(blocks, starts, loaded, straight, DecoderThreads.most()).awaitWhateverHappens();
    return loaded;
  }

  @Override
  public NdArray load() {
    return loadRegion(Region.all());
  }

  @Override
  public void advise(ReadAdvice advice) {
    checkOpen();
  }

  @Override
  public void advise(ReadAdvice advice, RowRange some) {
    checkRows(some);
  }

  /** Checks that it is open and has the rows. */
  private void checkRows(RowRange some) {
    NdArray ignored = outline().rows(some);
  }

  @Override
  public List<RowRange> changedRows() {
    checkOpen();
    return List.of();
  }

  @Override
  public void saveAs(ArrayRef target, OpenMode saveMode) throws IOException {
    checkOpen();
    Saving.save(this, target, saveMode);
  }

  @Override
  public void commit() {
    throw refused();
  }

  @Override
  public void flush() {
    checkOpen();
  }

  @Override
  public void flush(RowRange some) {
    checkRows(some);
  }

  @Override
  public void writeBack(RowRange some) {
    checkRows(some);
  }

  @Override
  public Checkpoint checkpoint(long completeTo, byte[] payload) {
    blocks.lease().checkWritable();
    throw refused();
  }

  @Override
  public void flushOnExit() {
    checkOpen();
  }

  @Override
  public void close() {
    try {
      blocks.close();
    } finally {
      flock.close();
      loans.withdrawAll();
    }
  }

  @Override
  void withdraw() {
    close();
  }
}
