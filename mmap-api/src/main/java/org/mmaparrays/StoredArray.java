package org.mmaparrays;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.locking.SharedFlock;
import org.mmaparrays.internal.locking.WriterLock;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.ReadOnlyArrayException;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Storage;

/**
 * An open array of a file: its spec, its elements, and the way of changes to the file.
 *
 * <p>Nothing is read when it is opened; elements are paged in as they are touched. One open array serves any number of
 * threads. It must be closed; closing waits for bulk writes in progress and flushes, and from then on every use of the
 * array and its views is an {@link IllegalStateException}. A thread that reads while another closes gets true values or that
 * exception: its next bulk operation notices the close, and so does each single element that it sets; a loop that reads single
 * elements, and does not synchronise with the thread that closes, may read true values until it ends. The mapping itself
 * goes when no view is reachable any more.
 *
 * <p>Most formats have the elements side by side, and the array is mapped: its elements are the file's ({@link #view}). Where
 * they are stored in blocks, perhaps compressed, it is <i>decoded</i>: open for reading only, without a view of all elements,
 * and otherwise the same. A block is decoded when some of its elements are asked for, by threads of the library's own, so
 * that an interrupt ends at most the walk of the thread that is interrupted, by a {@link
 * java.util.concurrent.CancellationException}; a block that is damaged or cannot be read is a {@link StorageFaultException}
 * wherever it is asked for.
 */
public abstract sealed class StoredArray implements IndexedData, AutoCloseable
    permits MappedArray, DecodedArray {
  final ArrayOpener opener;
  final ArrayInfo info;
  final OpenMode mode;
  final SharedFlock flock;

  /**
   * An array that is open.
   *
   * @param opener opens it again
   * @param flock the lock that keeps other programs from writing it, until it is closed
   */
  StoredArray(ArrayOpener opener, ArrayInfo info, OpenMode mode, SharedFlock flock) {
    this.opener = opener;
    this.info = info;
    this.mode = mode;
    this.flock = flock;
  }

  /**
   * Opens an array that a store has located.
   *
   * @param ref the array as messages name it, wherever its file is
   * @param opener opens it again
   * @param incompleteRows the rows that checkpoints call unwritten
   * @param lock the right to write it, released when the array is closed, not when this fails; null for readers
   * @param flock the lock that keeps other programs from writing it; likewise
   */
  static StoredArray of(ArrayRef ref, ArrayOpener opener, ArrayStore store, Storage storage,
      List<RowRange> incompleteRows, OpenMode mode, @Nullable WriterLock lock, SharedFlock flock)
      throws IOException {
    return switch (storage) {
      case Storage.Contiguous contiguous ->
        MappedArray.of(ref, opener, store, contiguous, incompleteRows, mode, lock,
            flock);
      case Storage.Decoded decoded -> DecodedArray.of(ref, opener, store, decoded, mode, flock);
    };
  }

  /** Returns the array, as it was asked for; reopens it in another process. */
  public ArrayRef ref() {
    return info.ref();
  }

  /** Returns the description that its metadata gives. */
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

  /**
   * Returns the same elements for one pass over cold data: each worker reads its chunks from the file into a small buffer of its own,
   * and nothing else of the array comes into the memory of this process. The page cache is left as it was found, where
   * native access is enabled on Linux.
   *
   * <p>Of an array that is decoded, which is never mapped, this is the array itself.
   *
   * <p>Chunks are read-only in every mode. In {@link OpenMode#COPY_ON_WRITE}, of an array in column-major order, for chunks of
   * more than 16 MiB, and if the file has lost its name, they are views of the mapping; else copies.
   *
   * <p>Walking throws {@link StorageFaultException} if rows cannot be read, {@link
   * java.util.concurrent.CancellationException} if the thread is interrupted, and {@link IllegalStateException} once the
   * array is closed.
   */
  public abstract ArrayData streaming();

  /** Returns which rows of the file this array is: all, or those it was opened with ({@link ArrayOpener#rows}). */
  public abstract RowRange rows();

  /**
   * Parts of about equal numbers of rows, in their order, for workers that each open one, in this process or in others.
   *
   * @param count how many; fewer if there are fewer rows, since none is empty
   * @throws IllegalArgumentException if the count is not positive
   * @throws UnsupportedOperationException in {@link OpenMode#COPY_ON_WRITE}, where other handles cannot see changes
   */
  public abstract List<Partition> partitions(int count);

  /** Returns the mode in which it was opened. */
  public OpenMode mode() {
    return mode;
  }

  /** Returns whether it has not been closed. */
  public abstract boolean isOpen();

  /**
   * Returns all elements, in place.
   *
   * @throws UnsupportedOperationException if the array is not mapped ({@link ArrayInfo#mapped}), but decoded: it is walked
   *     ({@link #chunks}), and copied in part ({@link #loadRegion}, {@link #gather}, {@link #take}) or as a whole ({@link
   *     #load})
   * @throws IllegalStateException if the array is closed
   */
  public abstract NdArray view();

  /**
   * Returns a copy of a box of elements in memory, independent of this array.
   *
   * @throws IndexOutOfBoundsException if the region has more axes than the array or leaves its shape
   * @throws OutOfMemoryError as {@link NdArray#allocate}
   * @throws StorageFaultException if the storage fails while reading
   * @throws IllegalStateException if the array is closed
   */
  public abstract NdArray loadRegion(Region region);

  /**
   * Returns a copy of all elements in memory, as the same type; follows the advice to load where mapping does not pay.
   *
   * @throws OutOfMemoryError as {@link NdArray#allocate}
   * @throws StorageFaultException if the storage fails while reading
   * @throws IllegalStateException if the array is closed
   */
  public abstract NdArray load();

  /**
   * Says how the array is about to be read. Changes speed at most, and only of mapped arrays, on Linux with native access
   * enabled.
   *
   * @throws IllegalStateException if the array is closed
   */
  public abstract void advise(ReadAdvice advice);

  /**
   * Advises the system how some rows are about to be read; see {@link #advise(ReadAdvice)}.
   *
   * <p>Of an array in column-major order, a row has a piece in every column: {@link ReadAdvice#NORMAL}, {@link
   * ReadAdvice#SEQUENTIAL} and {@link ReadAdvice#RANDOM} then go to all that lies between the first piece and the last.
   * These three are ignored after a thousand ranges, until they are given for the whole array.
   *
   * @throws IndexOutOfBoundsException if there are no such rows
   * @throws IllegalStateException if the array is closed
   */
  public abstract void advise(ReadAdvice advice, RowRange rows);

  /**
   * Returns the rows that have changed since the array was opened copy-on-write, or since they were committed: exactly those of
   * which some byte differs from the file. None in {@link OpenMode#READ}.
   *
   * <p>If the array was opened after a commit had been interrupted, it shows the state after that commit: rows of it that the
   * file does not have yet are among these.
   *
   * <p>Looks at the pages that were written and compares them; in an array in column-major order every page has elements
   * of many rows.
   *
   * @return ascending ranges, none next to another
   * @throws UnsupportedOperationException in modes that change the file itself
   * @throws StorageFaultException if the storage fails while reading
   * @throws IllegalStateException if the array is closed
   */
  public abstract List<RowRange> changedRows();

  /**
   * Writes all elements and attributes, private changes included, as a new array in the format that takes the
   * target's name. This array stays as it is, and its private changes stay private.
   *
   * <p>Block by block, so that the size does not matter; the target has its name only once it is complete and durable.
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
  public abstract void saveAs(ArrayRef target, OpenMode saveMode) throws IOException;

  /**
   * Writes the changes that were made copy-on-write into the file; durable when this returns. A crash leaves all of them or
   * none: until a writer opens the array, or {@code mmap recover} is run, a file that has some of them is refused for reading,
   * and shown with all of them in {@link OpenMode#COPY_ON_WRITE}. Changes made later are counted from here.
   *
   * <p>Bytes that others set at the same time, in another thread, may be committed or not. Readers that have the file open can
   * see some of the changes before others.
   *
   * <p>Changes of other programs are not undone: the commit is refused if the file's times say that its content may have changed
   * since it was opened, also if only its permissions, owner or links have. No file system tells of a store through a shared
   * mapping of another program into a page that was dirty before the array was opened: the commit can undo such a store in
   * the 64 bytes around a change.
   *
   * @throws UnsupportedOperationException in other modes, or if the store of the format only reads
   * @throws ArrayLockedException if another writer has the array
   * @throws java.nio.file.AccessDeniedException if file or folder cannot be written; nothing has changed
   * @throws java.nio.file.FileSystemException if the file was replaced or changed since it was opened, has several names (hard
   *     links), or an earlier commit was interrupted; nothing has changed
   * @throws StorageFaultException if the device fails; says whether nothing was committed, or the rest will be by
   *     the next commit or writer
   * @throws IllegalStateException if the array is closed
   */
  public abstract void commit() throws IOException;

  /**
   * Returns once all changes made before would survive a power cut: elements, the length of the file, and its name.
   *
   * <p>Several threads that flush at the same time share the work. In {@link OpenMode#READ} there is nothing to do.
   *
   * @throws UnsupportedOperationException in {@link OpenMode#COPY_ON_WRITE}, where changes are private: see {@link #saveAs}
   *     and {@link #commit}
   * @throws StorageFaultException if the device reports a failure, or the file was truncated, removed or replaced
   *     meanwhile; the array can then be read but never written or flushed again, because the system reports such a
   *     failure only once
   * @throws IllegalStateException if the array is closed
   */
  public abstract void flush();

  /**
   * Flushes some rows only, which is cheaper where few have changed; see {@link #flush()}.
   *
   * @throws IndexOutOfBoundsException if there are no such rows
   */
  public abstract void flush(RowRange rows);

  /**
   * Starts writing changed rows to the device, and does not wait until they are there: rows that are handed over while the next
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
  public abstract void writeBack(RowRange rows);

  /**
   * Flushes, and records durably that rows up to a certain one are complete, with a payload for the program that goes on after a
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
  public abstract Checkpoint checkpoint(long completeTo, byte[] payload) throws IOException;

  /**
   * Flushes also when the JVM ends without closing the array, by {@code System.exit}, Ctrl-C or SIGTERM.
   *
   * <p>Only on request: a library must not delay the end of a program unasked.
   *
   * @throws UnsupportedOperationException in {@link OpenMode#COPY_ON_WRITE}, where nothing can be flushed
   * @throws IllegalStateException if the array is closed, or the JVM is ending
   */
  public abstract void flushOnExit();

  /**
   * Flushes, except in {@link OpenMode#COPY_ON_WRITE}, and ends all use of this array and its views; a second close does
   * nothing.
   *
   * @throws StorageFaultException if the last flush fails; the array is closed nevertheless
   */
  @Override
  public abstract void close();

  /** Returns text as in {@code features.npy (npy, r+): float32 (60000, 784) order C}. */
  @Override
  public String toString() {
    return info.ref() + " (" + info.store() + ", " + mode.code() + "): " + info.spec();
  }

  /** Ends all use without a flush, but keeps the right to write. */
  abstract void withdraw();
}
