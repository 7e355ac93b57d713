package org.mmaparrays;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Storage;

/**
 * An open array of a file: its spec, its elements, and what happens to changes.
 *
 * <p>Nothing is read when it is opened; elements are paged in as they are touched. One open array serves any number of
 * threads. It must be closed; closing waits for bulk writes in progress and flushes, and from then on every use of the
 * array and its views is an {@link IllegalStateException}. A thread that reads while another closes gets true values or that
 * exception: its next bulk operation notices the close, and so does each single element that it sets; a loop that reads single
 * elements, and does not synchronise with the thread that closes, may read true values until it ends. The mapping itself
 * goes when no view is reachable any more.
 */
public final class StoredArray implements IndexedData, AutoCloseable {
  private final ArrayInfo info;
  private final OpenMode mode;
  private final ArrayOpener opener;
  private final SomeRows some;
  private final Mapping mapping;
  private final NdArray view;
  private final StreamedArray streamed;
  private final @Nullable WriterLock lock;
  private final @Nullable Commit commit;
  private final AtomicBoolean closing = new AtomicBoolean();
  private @Nullable Checkpoints checkpoints;
  private @Nullable ExitHook exitHook;

  private StoredArray(ArrayOpener opener, SomeRows some, ArrayInfo info, OpenMode mode, Mapping mapping,
      @Nullable WriterLock lock, @Nullable Commit commit) {
    this.opener = opener;
    this.some = some;
    this.info = info;
    this.mode = mode;
    this.mapping = mapping;
    this.view = some.view(mapping);
    this.streamed = new StreamedArray(this, mapping);
    this.lock = lock;
    this.commit = commit;
  }

  /**
   * Maps what a store has located.
   *
   * @param ref the array as messages name it, wherever its file is
   * @param opener what opens it again
   * @param lock the right to write it, released when the array is closed, not when this fails; null for readers
   */
  static StoredArray of(ArrayRef ref, ArrayOpener opener, ArrayStore store, Storage storage,
      OpenMode mode, @Nullable WriterLock lock) throws IOException {
    return switch (storage) {
      case Storage.Contiguous contiguous -> {
        SomeRows some = SomeRows.of(ref, contiguous, opener.rows());
        ArrayInfo info = some.info(ref, store);
        Commit.Before before =
            mode == OpenMode.COPY_ON_WRITE
                && Capability.closure(store.capabilities()).contains(Capability.WRITE)
                    ? Commit.Before.of(ref, contiguous.file())
                    : null;
        Mapping mapping = Mapping.of(ref, some.mapped(), mode);
        yield new StoredArray(opener, some, info, mode, mapping, lock,
            before == null ? null : Commit.of(ref, some, mapping, before));
      }
    };
  }

  /** The array, as it was asked for; reopens it in another process. */
  public ArrayRef ref() {
    return info.ref();
  }

  /** What its metadata says. */
  public ArrayInfo info() {
    return info;
  }

  /** Element type, shape, order, attributes. */
  public ArraySpec spec() {
    return info.spec();
  }

  @Override
  public DType dtype() {
    return spec().dtype();
  }

  @Override
  public Shape shape() {
    return spec().shape();
  }

  @Override
  public Optional<NdArray> inPlace() {
    return Optional.of(view());
  }

  @Override
  public Chunks chunks(long rows) {
    return view().chunks(rows);
  }

  /**
   * The same elements for one pass over cold data: each worker reads its chunks from the file into a small buffer of its own,
   * and nothing else of the array comes into the memory of this process. The page cache is left as it was found, where
   * native access is enabled on Linux.
   *
   * <p>Chunks are read-only in every mode. In {@link OpenMode#COPY_ON_WRITE}, of an array in column-major order, for chunks of
   * more than 16 MiB, and if the file has lost its name, they are views of the mapping; else copies.
   *
   * <p>Walking throws {@link StorageFaultException} if rows cannot be read, {@link
   * java.util.concurrent.CancellationException} if the thread is interrupted, and {@link IllegalStateException} once the
   * array is closed.
   */
  public ArrayData streaming() {
    return streamed;
  }

  /** Which rows of the file this array is: all, or those it was opened with ({@link ArrayOpener#rows}). */
  public RowRange rows() {
    return some.rows();
  }

  /**
   * Parts of about equal numbers of rows, in their order, for workers that each open one, in this process or in others.
   *
   * @param count how many; fewer if there are fewer rows, since none is empty
   * @throws IllegalArgumentException if the count is not positive
   * @throws UnsupportedOperationException in {@link OpenMode#COPY_ON_WRITE}, whose changes nobody else can see
   */
  public List<Partition> partitions(int count) {
    if (mode == OpenMode.COPY_ON_WRITE) {
      throw new UnsupportedOperationException(ref()
          + ": private changes cannot be seen through partitions; open with OpenMode.READ, or save the array first");
    }
    return rows().split(count).stream().map(part -> opener.partition(some.all().spec(), part)).toList();
  }

  /** How it was opened. */
  public OpenMode mode() {
    return mode;
  }

  /** Whether it has not been closed. */
  public boolean isOpen() {
    return mapping.lease().isOpen();
  }

  /**
   * All elements, in place.
   *
   * @throws IllegalStateException if the array is closed
   */
  public NdArray view() {
    mapping.lease().checkOpen();
    return view;
  }

  /**
   * A copy of a box of elements in memory, independent of this array.
   *
   * @throws IndexOutOfBoundsException if the region has more axes than the array or leaves its shape
   * @throws OutOfMemoryError as {@link NdArray#allocate}
   * @throws StorageFaultException if the storage fails while reading
   * @throws IllegalStateException if the array is closed
   */
  public NdArray loadRegion(Region region) {
    return view().region(region).copy();
  }

  /**
   * A copy of all elements in memory, as the same type; follows the advice to load where mapping does not pay.
   *
   * @throws OutOfMemoryError as {@link NdArray#allocate}
   * @throws StorageFaultException if the storage fails while reading
   * @throws IllegalStateException if the array is closed
   */
  public NdArray load() {
    NdArray loaded = NdArray.allocate(spec());
    loaded.copyFrom(view());
    return loaded;
  }

  /**
   * Says how the array is about to be read. Changes speed at most, and only on Linux with native access enabled.
   *
   * @throws IllegalStateException if the array is closed
   */
  public void advise(ReadAdvice advice) {
    mapping.advise(advice);
  }

  /**
   * As {@link #advise(ReadAdvice)}, for some rows.
   *
   * <p>Of an array in column-major order, a row has a piece in every column: {@link ReadAdvice#NORMAL}, {@link
   * ReadAdvice#SEQUENTIAL} and {@link ReadAdvice#RANDOM} then go to all that lies between the first piece and the last.
   * These three are ignored after a thousand ranges, until they are given for the whole array.
   *
   * @throws IndexOutOfBoundsException if there are no such rows
   * @throws IllegalStateException if the array is closed
   */
  public void advise(ReadAdvice advice, RowRange rows) {
    mapping.advise(view().rows(rows), advice);
  }

  /**
   * The rows that have changed since the array was opened copy-on-write, or since they were committed: exactly those of
   * which some byte differs from the file. None in {@link OpenMode#READ}.
   *
   * <p>Looks at the pages that were written and compares them; in an array in column-major order every page has elements
   * of many rows.
   *
   * @return ascending ranges, none next to another
   * @throws UnsupportedOperationException in modes that change the file itself
   * @throws StorageFaultException if the storage fails while reading
   * @throws IllegalStateException if the array is closed
   */
  public List<RowRange> changedRows() {
    mapping.lease().checkOpen();
    return switch (mode) {
      case READ -> List.of();
      case COPY_ON_WRITE -> {
        try {
          yield some.changed(mapping);
        } catch (InternalError fault) {
          throw StorageFaultException.inMapping(mapping.lease().array(), fault);
        }
      }
      case READ_WRITE, CREATE, CREATE_NEW -> throw new UnsupportedOperationException(mapping.lease().array()
          + ": in mode " + mode.code()
          + " changes go to the file at once and are not told apart; to try changes"
          + " out, open with OpenMode.COPY_ON_WRITE");
    };
  }

  /**
   * Writes all elements and attributes, with whatever has been changed, as a new array in the format that takes the
   * target's name. This array stays as it is, and its private changes stay private.
   *
   * <p>Block by block, whatever the size; the target has its name only once it is complete and durable.
   *
   * @param target the new array, another file than this array's
   * @param saveMode {@link OpenMode#CREATE_NEW}, or {@link OpenMode#CREATE} to replace
   * @throws java.nio.file.FileAlreadyExistsException in {@link OpenMode#CREATE_NEW}, if there is such a file
   * @throws UnsupportedArrayException if no store takes the name, or the store cannot hold such an array
   * @throws IllegalArgumentException if the mode does not create, or the target is this array's own file
   * @throws StorageFaultException if the storage of either fails; the target is not published
   * @throws IOException if the system refuses otherwise; nothing has changed
   * @throws IllegalStateException if the array is closed
   */
  public void saveAs(ArrayRef target, OpenMode saveMode) throws IOException {
    mapping.lease().checkOpen();
    Saving.save(this, target, saveMode);
  }

  /**
   * Writes the changes that were made copy-on-write into the file; durable when this returns. A crash leaves all of them or
   * none: what is cut short is finished by whoever opens the array next. Changes made later are counted from here.
   *
   * <p>Bytes that others set at the same time, in another thread, may be committed or not. Readers of the file can see
   * some of the changes before others.
   *
   * @throws UnsupportedOperationException in other modes, or if the store of the format only reads
   * @throws ArrayLockedException if somebody writes the array
   * @throws java.nio.file.AccessDeniedException if file or folder cannot be written; nothing has changed
   * @throws java.nio.file.FileSystemException if the file was replaced or changed since it was opened; nothing has changed
   * @throws StorageFaultException if the device fails; says whether nothing was committed, or the rest will be by
   *     the next commit or open
   * @throws IllegalStateException if the array is closed
   */
  public void commit() throws IOException {
    commit(Steps.ALL);
  }

  void commit(Steps steps) throws IOException {
    mapping.lease().checkOpen();
    if (commit == null) {
      throw new UnsupportedOperationException(mapping.lease().array() + switch (mode) {
        case READ ->
          ": is open for reading, so that there is nothing to commit; open with OpenMode.COPY_ON_WRITE";
        case READ_WRITE, CREATE, CREATE_NEW -> ": in mode " + mode.code()
            + " changes go to the file at once; flush() makes them durable";
        case COPY_ON_WRITE -> ": the " + info.store()
            + " store reads only; save the changes as another array (saveAs)";
      });
    }
    commit.run(steps);
  }

  /**
   * Returns once all changes made before would survive a power cut: elements, the length of the file, and its name.
   *
   * <p>Several threads that flush at the same time share the work. In {@link OpenMode#READ} there is nothing to do.
   *
   * @throws UnsupportedOperationException in {@link OpenMode#COPY_ON_WRITE}, whose changes are private: see {@link #saveAs}
   *     and {@link #commit}
   * @throws StorageFaultException if the device reports a failure, or the file was truncated, removed or replaced
   *     meanwhile; the array can then be read but never written or flushed again, because the system reports such a
   *     failure only once
   * @throws IllegalStateException if the array is closed
   */
  public void flush() {
    view();
    flush(view);
  }

  /**
   * As {@link #flush()}, for some rows only, which is cheaper where few have changed.
   *
   * @throws IndexOutOfBoundsException if there are no such rows
   */
  public void flush(RowRange rows) {
    flush(view().rows(rows));
  }

  /**
   * Starts writing changed rows to the device, and does not wait until they are there: what is given over while the next
   * rows are computed, a later {@link #flush} need not wait for. By itself it makes nothing durable.
   *
   * <p>Only on Linux with native access enabled; elsewhere, and in {@link OpenMode#READ}, it does nothing. Pages that have
   * elements of other rows, too, are left to the flush; of an array in column-major order, that may be all.
   *
   * @throws IndexOutOfBoundsException if there are no such rows
   * @throws UnsupportedOperationException in {@link OpenMode#COPY_ON_WRITE}
   * @throws StorageFaultException if an earlier flush has failed
   * @throws IllegalStateException if the array is closed
   */
  public void writeBack(RowRange rows) {
    mapping.startWriting(view().rows(rows));
  }

  /**
   * Flushes, and records durably that rows up to a certain one are complete, with whatever else is to be found again after a
   * crash: an epoch, the seed of a generator.
   *
   * @param completeTo the row before which all of {@link #rows} are complete
   * @param payload at most {@link Checkpoint#MAX_PAYLOAD} bytes
   * @throws IllegalArgumentException if the row is not one of the array's, or the payload too long
   * @throws ReadOnlyArrayException in {@link OpenMode#READ}
   * @throws UnsupportedOperationException in {@link OpenMode#COPY_ON_WRITE}, and of an {@link ArrayDraft}
   * @throws StorageFaultException as {@link #flush()}; the checkpoint before it holds
   * @throws IOException if the file of checkpoints cannot be made, or is another array's
   * @throws IllegalStateException if the array is closed
   */
  public Checkpoint checkpoint(long completeTo, byte[] payload) throws IOException {
    Checkpoint checkpoint = new Checkpoint(rows(), completeTo, payload, Instant.now());
    mapping.lease().checkWritable();
    flush();
    checkpoints().publish(checkpoint);
    return checkpoint;
  }

  /** Checks that the array is open for writing and no flush has failed. */
  void checkWritable() {
    mapping.lease().checkWritable();
  }

  /** The checkpoints of these rows, made at the first use; only for who may write. */
  synchronized Checkpoints checkpoints() throws IOException {
    mapping.lease().checkWritable();
    if (lock == null) {
      // They would be taken for those of the array that has the name.
      throw new UnsupportedOperationException(ref()
          + ": a draft has no checkpoints, since nothing is left of it after a crash; fill an array that can be resumed"
          + " with ArrayStores.rowWriter");
    }
    if (checkpoints == null) {
      checkpoints = Checkpoints.open(mapping.lease(), ref(), rows(), some.all().spec());
    }
    return checkpoints;
  }

  /**
   * Flushes also when the JVM ends without closing the array, by {@code System.exit}, Ctrl-C or SIGTERM.
   *
   * <p>Never done unasked: what a program does on its way out is its own affair.
   *
   * @throws UnsupportedOperationException in {@link OpenMode#COPY_ON_WRITE}, where nothing can be flushed
   * @throws IllegalStateException if the array is closed, or the JVM is ending
   */
  public synchronized void flushOnExit() {
    flush();
    if (exitHook == null) {
      exitHook = ExitHook.install("flush of " + ref(), mapping::flushIfOpen);
    }
  }

  private void flush(NdArray changed) {
    boolean empty = changed.shape().elementCount() == 0;
    mapping.flush(empty ? 0 : changed.start(), empty ? 0 : changed.end());
  }

  /**
   * Flushes, except in {@link OpenMode#COPY_ON_WRITE}, and ends all use of this array and its views; a second close does
   * nothing.
   *
   * @throws StorageFaultException if the last flush fails; the array is closed nevertheless
   */
  @Override
  public void close() {
    // Whoever comes second must not release the lock while the first still flushes.
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    boolean flushed = false;
    try {
      mapping.close();
      flushed = true;
    } finally {
      try {
        closeCompanions();
      } finally {
        release(flushed);
      }
    }
  }

  private void release(boolean well) {
    if (lock == null) {
      return;
    }
    if (well) {
      lock.close();
    } else {
      lock.abandon();
    }
  }

  private synchronized void closeCompanions() {
    if (exitHook != null) {
      exitHook.remove();
      exitHook = null;
    }
    if (checkpoints != null) {
      checkpoints.close();
      checkpoints = null;
    }
  }

  /** Closes without a flush: what nobody will read, or nobody has written. */
  void discard() {
    if (closing.compareAndSet(false, true)) {
      try {
        discardMapping();
        closeCompanions();
      } finally {
        release(false);
      }
    }
  }

  /** Ends all use, but keeps the lock. */
  void discardMapping() {
    mapping.discard();
  }

  /** As in {@code features.npy (npy, r+): float32 (60000, 784) order C}. */
  @Override
  public String toString() {
    return info.ref() + " (" + info.store() + ", " + mode.code() + "): " + info.spec();
  }
}
