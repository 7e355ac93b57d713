package org.mmaparrays;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.internal.decoding.Blocks;
import org.mmaparrays.internal.decoding.DecodedChunkReader;
import org.mmaparrays.internal.decoding.DecodedElements;
import org.mmaparrays.internal.locking.SharedFlock;
import org.mmaparrays.internal.mapping.RowSubset;
import org.mmaparrays.internal.memory.MemoryScope;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Storage;

/** An array stored in blocks, which are decoded into memory as they are asked for; read-only. */
final class DecodedArray extends StoredArray {
  private final DecodedElements elements;

  private DecodedArray(ArrayOpener opener, ArrayInfo info, DecodedElements elements, SharedFlock flock) {
    super(opener, info, OpenMode.READ, flock);
    this.elements = elements;
  }

  /**
   * Opens an array that a store has located.
   *
   * @param flock the lock that keeps other programs from writing it, released when the array is closed, not when this fails
   * @throws UnsupportedArrayException if the mode is another than to read
   * @throws IndexOutOfBoundsException if the array does not have the rows
   */
  static DecodedArray of(ArrayRef ref, ArrayOpener opener, ArrayStore store, Storage.Decoded storage,
      OpenMode mode, SharedFlock flock) throws IOException {
    if (mode != OpenMode.READ) {
      throw unchangeable(ref, storage);
    }
    RowRange rows = RowSubset.chosen(ref, storage.spec().shape(), opener.rows());
    ArrayInfo all = ArrayInfos.of(ref, store, storage, List.of());
    ArrayInfo info =
        new ArrayInfo(ref, all.store(), storage.spec().withRows(rows.count()), all.dataFile(), all.offset(),
            all.encoding(), List.of());
    Blocks blocks = Blocks.open(storage, MemoryScope.ofDecoded(ref.toString()));
    return new DecodedArray(opener, info, new DecodedElements(blocks, rows), flock);
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

  private void checkOpen() {
    elements.checkOpen();
  }

  DecodedElements elements() {
    return elements;
  }

  @Override
  public Optional<NdArray> inPlace() {
    checkOpen();
    return Optional.empty();
  }

  @Override
  public Chunks chunks() {
    return chunks(elements.defaultRows());
  }

  @Override
  public Chunks chunks(long rowsPerChunk) {
    checkOpen();
    return new Chunks(shape(), rowsPerChunk, () -> DecodedChunkReader.walking(elements, rowsPerChunk),
        () -> DecodedChunkReader.working(elements, rowsPerChunk));
  }

  @Override
  public ArrayData streaming() {
    return this;
  }

  @Override
  public RowRange rows() {
    return elements.rows();
  }

  @Override
  public List<Partition> partitions(int count) {
    return rows().split(count).stream().map(part -> opener.partition(elements.blocks().spec(), part))
        .toList();
  }

  @Override
  public boolean isOpen() {
    return elements.scope().isOpen();
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
    return new NdArray(elements.load(region));
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
    StridedMemory ignored = elements.outline().rows(some);
  }

  @Override
  public List<RowRange> changedRows() {
    checkOpen();
    return List.of();
  }

  @Override
  public void saveAs(ArrayRef target, OpenMode saveMode) throws IOException {
    checkOpen();
    ArrayCopier.save(this, target, saveMode);
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
    elements.scope().checkWritable();
    throw refused();
  }

  @Override
  public void flushOnExit() {
    checkOpen();
  }

  @Override
  public void close() {
    try {
      elements.close();
    } finally {
      flock.close();
    }
  }

  @Override
  void withdraw() {
    close();
  }
}
