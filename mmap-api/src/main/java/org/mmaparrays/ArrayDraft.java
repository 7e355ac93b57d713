package org.mmaparrays;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mmaparrays.internal.files.CrashPoints;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileOwnership;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.internal.locking.LockScope;
import org.mmaparrays.internal.locking.SharedFlock;
import org.mmaparrays.internal.locking.WriterLock;
import org.mmaparrays.internal.publication.CrashRecovery;
import org.mmaparrays.internal.publication.StagedArray;
import org.mmaparrays.internal.publication.StagedFiles;
import org.mmaparrays.internal.publication.StagedMember;
import org.mmaparrays.internal.stores.FileChecks;
import org.mmaparrays.internal.stores.MemberCheck;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Space;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Capability;

/**
 * A new array that has its name only once it has its elements: filled under a temporary name, then published at once.
 *
 * <p>{@link ArrayStores#create} publishes an array of zeros and fills it in place; a reader, or a crash, sees it half
 * filled. With a draft, a reader that opens the name finds the old array or the complete new one.
 *
 * {@snippet :
 * try (ArrayDraft draft = ArrayStores.draft(ref, spec, OpenMode.CREATE)) {
 *     draft.array().view().fill(1.0);
 *     draft.publish();
 * }
 * }
 *
 * <p>From its start until it is published or closed no other writer can write an array of the name. Closing a draft that was not published removes it; nothing has changed then. To remove it also when the program is
 * interrupted, close it in a shutdown hook.
 */
public final class ArrayDraft implements AutoCloseable {
  private final StagedArray staged;
  private final MappedArray array;
  private final ArrayStore store;
  private final SharedFlock flock;
  private final WriterLock lock;
  private volatile boolean handedOver;

  private ArrayDraft(StagedArray staged, MappedArray array, ArrayStore store, SharedFlock flock,
      WriterLock lock) {
    this.staged = staged;
    this.array = array;
    this.store = store;
    this.flock = flock;
    this.lock = lock;
    lock.dropWith(this);
  }

  static ArrayDraft of(ArrayRef ref, ArraySpec spec, OpenMode mode, ArrayStore store, Space space,
      boolean mayChangeOwner) throws IOException {
    if (!mode.creates()) {
      throw new IllegalArgumentException("mode " + mode + " opens an existing array; use ArrayStores.open");
    }
    FileChecks.target(ref.file());
    MemberCheck.check(ref, store);
    while (true) {
      boolean exists = isToBeExtended(ref);
      if (exists) {
        FileChecks.checkWritable(ref.file());
      } else if (mode == OpenMode.CREATE) {
        FileChecks.checkNoLink(ref.file());
        checkReplaceable(ref.file(), mayChangeOwner);
      } else {
        StagedFiles.checkAbsent(ref.file().toAbsolutePath(), List.of());
      }
      // Now rather than when the draft is published: a conflict with another writer is better known before hours of work.
      WriterLock lock = WriterLock.claim(ref, exists ? LockScope.adding() : LockScope.file(null).creating());
      try {
        if (!exists) {
          // Not of a file that gets one more array: its other arrays may be written now, and their journals are alive.
          UninterruptibleIo.run(ref.file(),
              () -> new CrashRecovery(ArrayRef.of(ref.file()), store, CrashPoints.ALL, Set.of(), false)
                  .runToReplace());
        }
        if (isToBeExtended(ref) == exists) {
          return locked(ref, spec, mode, store, space, mayChangeOwner, exists, lock);
        }
      } catch (IOException | RuntimeException | Error e) {
        lock.abandon();
        throw e;
      }
      lock.abandon(); // Another program has made, or removed, the file meanwhile.
    }
  }

  /** A file that may not be written is not replaced either, although the folder may let this user do so. */
  private static void checkReplaceable(Path file, boolean mayChangeOwner) throws IOException {
    Optional<FileAttributes> old = FileAttributes.find(file);
    if (old.isPresent() && !Files.isWritable(file) && (!mayChangeOwner || FileOwnership.isOwn(old.get()))) {
      throw new AccessDeniedException(file.toString(), null, FileOwnership.isOwn(old.get())
          ? "is read-only, so that it is not replaced either; change its mode, or remove it first"
          : "belongs to " + FileOwnership.owner(file)
              + ", and may not be written, so that it is not replaced either; choose"
              + " another name, or allow that it changes hands (ArrayCreator.allowNewOwner, --new-owner)");
    }
  }

  /** Returns whether the array is to be added to an existing file. */
  private static boolean isToBeExtended(ArrayRef ref) {
    return ref.member().isPresent() && Files.exists(ref.file());
  }

  private static ArrayDraft locked(ArrayRef ref, ArraySpec spec, OpenMode mode, ArrayStore store, Space space,
      boolean mayChangeOwner, boolean exists, WriterLock lock) throws IOException {
    SharedFlock flock = SharedFlock.of(ref, store);
    try {
      if (!exists) {
        checkHoldsNoOthers(ref.file(), store);
      }
      return staged(ref, exists
          ? StagedMember.stage(ref, spec, mode, store, space)
          : StagedFiles.stage(ref, spec, mode, store, space, mayChangeOwner), store, mode, flock, lock);
    } catch (IOException | RuntimeException | Error e) {
      flock.close();
      throw e;
    }
  }

  /** Refuses to replace a file that holds several arrays: a caller who names none of them has probably forgotten to. */
  private static void checkHoldsNoOthers(Path file, ArrayStore store) throws IOException {
    if (!store.capabilities().contains(Capability.MEMBERS) || !Files.exists(file)) {
      return;
    }
    List<ArrayRef> held;
    try {
      held = UninterruptibleIo.repeatable(file, () -> store.list(file));
    } catch (ArrayFormatException | UnsupportedArrayException unreadable) {
      return; // Not known to hold anything.
    }
    if (held.size() > 1) {
      throw new UnsupportedArrayException(file, "holds " + held.size()
          + " arrays, which would all be lost; name the one to replace, as in " + held.getFirst()
          + ", or remove the file first");
    }
  }

  private static ArrayDraft staged(ArrayRef ref, StagedArray staged, ArrayStore store, OpenMode mode,
      SharedFlock flock, WriterLock lock) throws IOException {
    try {
      return new ArrayDraft(staged, map(ref, store, staged, mode), store, flock, lock);
    } catch (IOException | RuntimeException | Error e) {
      try {
        staged.delete();
      } catch (IOException untidy) {
        e.addSuppressed(untidy);
      }
      throw e;
    }
  }

  private static MappedArray map(ArrayRef ref, ArrayStore store, StagedArray staged, OpenMode mode)
      throws IOException {
    return MappedArray.of(ref, ArrayStores.opener(ref).store(store), store, staged.storage(), List.of(), mode,
        null,
        SharedFlock.none());
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

  /**
   * Returns where the array is until it is published; other readers may open it there to check it.
   *
   * @throws UnsupportedOperationException if it is a further array of an existing file, where it is nowhere until then; see
   *     {@link #openWritten}
   */
  public ArrayRef temporaryRef() {
    return staged.staged();
  }

  /**
   * Opens the written elements for reading, through the file rather than through {@link #array}, to check them.
   *
   * @throws IOException as {@link ArrayOpener#open(OpenMode)}
   */
  public StoredArray openWritten() throws IOException {
    return switch (staged) {
      case StagedFiles files -> ArrayStores.opener(files.staged()).store(store).allowNetwork().open();
      case StagedMember member -> map(array.ref(), store, member, OpenMode.READ);
    };
  }

  /**
   * Flushes and closes the array and gives it its name; durable when this returns.
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
    WriterLock writer = staged.publish(lock, CrashPoints.ALL);
    handedOver = true;
    return writer;
  }

  /** Adds a file of checkpoints that is published with the array, before its data. */
  void addCheckpoint(byte[] content) throws IOException {
    staged.addCheckpoint(content);
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
      staged.delete();
    } finally {
      flock.close();
      if (!handedOver) {
        lock.abandon();
      }
    }
  }

  /** Returns text as in {@code draft of float32 (10, 4) order C for features.npy}. */
  @Override
  public String toString() {
    return "draft of " + array.spec() + " for " + array.ref();
  }
}
