package org.mmaparrays;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mmaparrays.spi.ArrayStore;

/**
 * A new array that has its name only once it has its elements: filled under a temporary name, then published at once.
 *
 * <p>{@link ArrayStores#create} publishes an array of zeros and fills it in place; a reader, or a crash, sees it half
 * filled. With a draft whoever opens the name finds what was there before, or the complete new array.
 *
 * {@snippet :
 * try (ArrayDraft draft = ArrayStores.draft(ref, spec, OpenMode.CREATE)) {
 *     draft.array().view().fill(1.0);
 *     draft.publish();
 * }
 * }
 *
 * <p>From its start until it is published or closed nobody else can write an array of the name. Closing a draft that was not published removes it; nothing has changed then. To remove it also when the program is
 * interrupted, close it in a shutdown hook.
 */
public final class ArrayDraft implements AutoCloseable {
  private final StagedFiles files;
  private final StoredArray array;
  private final WriterLock lock;
  private volatile boolean handedOver;

  private ArrayDraft(StagedFiles files, StoredArray array, WriterLock lock) {
    this.files = files;
    this.array = array;
    this.lock = lock;
  }

  static ArrayDraft of(ArrayRef ref, ArraySpec spec, OpenMode mode, ArrayStore store, Space space)
      throws IOException {
    if (!mode.creates()) {
      throw new IllegalArgumentException("mode " + mode + " opens an existing array; use ArrayStores.open");
    }
    Candidates.target(ref.file());
    if (mode == OpenMode.CREATE) {
      Candidates.checkNoLink(ref.file());
    } else {
      StagedFiles.checkAbsent(ref.file().toAbsolutePath(), List.of());
    }
    MemberCheck.check(ref, store);
    ArrayRef file = ArrayRef.of(ref.file());
    // Now rather than when the draft is published: that somebody else writes is better known before hours of work.
    WriterLock lock = WriterLock.acquire(file, null);
    try {
      InterruptedPublication.clear(file);
      return staged(ref, StagedFiles.stage(ref, spec, mode, store, space), store, mode, lock);
    } catch (IOException | RuntimeException | Error e) {
      lock.abandon();
      throw e;
    }
  }

  private static ArrayDraft staged(
      ArrayRef ref, StagedFiles files, ArrayStore store, OpenMode mode, WriterLock lock) throws IOException {
    try {
      ArrayRef staged = files.staged();
      StoredArray array =
          StoredArray.of(ref, ArrayStores.opener(staged).store(store), store, store.locate(staged), mode,
              null);
      return new ArrayDraft(files, array, lock);
    } catch (IOException | RuntimeException | Error e) {
      files.delete();
      throw e;
    }
  }

  /**
   * The array, of zeros at first, open for writing until the draft is published or closed.
   *
   * @throws IllegalStateException if it has been published or closed
   */
  public StoredArray array() {
    array.view();
    return array;
  }

  /** Where the array is until it is published; other readers may open it to check what was written. */
  public ArrayRef temporaryRef() {
    return files.staged();
  }

  /**
   * Flushes and closes the array and gives it its name, data before what describes it; durable when this returns.
   *
   * @throws java.nio.file.FileAlreadyExistsException in {@link OpenMode#CREATE_NEW}, if the name was taken meanwhile
   * @throws StorageFaultException if the device refuses the data; nothing is published
   * @throws IOException if the system refuses otherwise
   * @throws IllegalStateException if the draft has been published or closed
   */
  public void publish() throws IOException {
    publishLocked().close();
  }

  /** Publishes, and hands over the right to write the array. */
  WriterLock publishLocked() throws IOException {
    array.flush();
    array.close();
    files.publish(Steps.ALL);
    handedOver = true;
    return lock;
  }

  /**
   * Adds a small file that is published with the array, before its data.
   *
   * @param file where it goes, in the array's folder
   */
  void addFirst(Path file, byte[] content) throws IOException {
    files.addFirst(file, content);
  }

  /**
   * Removes the draft, unless it has been published; a second close does nothing.
   *
   * @throws IOException if the temporary files cannot be removed
   */
  @Override
  public void close() throws IOException {
    array.discard();
    try {
      files.delete();
    } finally {
      if (!handedOver) {
        lock.abandon();
      }
    }
  }

  /** What the draft is of. */
  @Override
  public String toString() {
    return "draft of " + array.spec() + " in " + files.staged();
  }
}
