package org.mmaparrays.internal.locking;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.ref.Cleaner;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.ArrayKey;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Writer;

/**
 * The right to write an array, or some rows of it: across processes, and within one.
 *
 * <p>It holds until it is closed or its process ends, in any way. It consists of locks of bytes in the {@link LockFile} beside the
 * array and, where native access is enabled, in the file that is written ({@link DataFileLock}). Readers never meet it.
 */
public final class WriterLock implements AutoCloseable {
  private static final int MOST_ATTEMPTS = 1000;
  private static final int LOOKS_FOR_HOLDER = 50;
  private static final long NANOS_BETWEEN_LOOKS = 10_000_000;

  private final ArrayRef ref;
  private final LockFile file;
  private final LockScope scope;
  private final int slot;
  private final AtomicBoolean released = new AtomicBoolean();
  private volatile @Nullable LockableFile data;
  private volatile @Nullable Object owned;

  private WriterLock(ArrayRef ref, LockFile file, LockScope scope, int slot) {
    this.ref = ref;
    this.file = file;
    this.scope = scope;
    this.slot = slot;
  }

  /**
   * Takes the lock of a writer in place of a file with one array, or of a file with all in it, at once or not at all.
   *
   * @param rows the rows that will be written; null for all, also of an array that has no shape yet
   * @throws ArrayLockedException if another writer has some of them
   * @throws AccessDeniedException if the lock file can be neither made nor opened for writing
   * @throws IOException if the system refuses otherwise
   */
  public static WriterLock acquire(ArrayRef ref, @Nullable RowRange rows) throws IOException {
    return claim(ref, LockScope.file(rows));
  }

  /** Takes the lock of a writer of an array in place, as {@link #acquire(ArrayRef, RowRange)}. */
  public static WriterLock acquire(ArrayKey key, @Nullable RowRange rows) throws IOException {
    return claim(key.ref(), LockScope.of(key, rows));
  }

  /** Takes the lock of a scope, as {@link #acquire(ArrayRef, RowRange)}. */
  public static WriterLock claim(ArrayRef ref, LockScope scope) throws IOException {
    return FileFault.named(ref.file(), () -> LockableFile.uninterruptibly(() -> {
      ArrayFileNames names = ArrayFileNames.of(ref);
      for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        LockFile file = LockFile.open(names);
        Optional<WriterLock> lock;
        try {
          lock = file.inGate(() -> hold(ref, file, scope)).flatMap(held -> held);
        } catch (IOException | RuntimeException | Error e) {
          file.close();
          throw e;
        }
        if (lock.isPresent()) {
          lock.get().lockData(names);
          return lock.get();
        }
        file.close();
      }
      throw new IOException(names.lock() + ": is created and removed again and again; try again later");
    }));
  }

  /** Empty if the locks turn out to be another file's. */
  private static Optional<WriterLock> hold(ArrayRef ref, LockFile file, LockScope scope) throws IOException {
    try {
      // One that dies may let go of one lock after the other.
      for (int look = 0; !file.tryLock(scope); look++) {
        List<LockFile.Entry> holders =
            file.entries().stream().filter(entry -> entry.isInWayOf(scope)).toList();
        if (!holders.isEmpty() || look == LOOKS_FOR_HOLDER) {
          throw refusal(ref, file, holders);
        }
        LockSupport.parkNanos(NANOS_BETWEEN_LOOKS);
      }
      file.forgetDead(scope, true);
      WriterLock lock = new WriterLock(ref, file, scope, file.takeSlot(scope));
      return file.stillHolds(lock.slot) ? Optional.of(lock) : Optional.empty();
    } catch (IOException | RuntimeException | Error e) {
      try {
        file.unlock(scope);
        file.removeIfUnused();
      } catch (IOException untidy) {
        e.addSuppressed(untidy);
      }
      throw e;
    }
  }

  private static ArrayLockedException refusal(ArrayRef ref, LockFile file, List<LockFile.Entry> holders) {
    List<Writer> writers = holders.stream().map(LockFile.Entry::writer).toList();
    if (writers.isEmpty()) {
      return LockRefusals.byUnknown(ref, file.path());
    }
    return holders.stream().anyMatch(entry -> entry.scope().isForAdding())
        ? LockRefusals.whileAdding(ref, writers)
        : LockRefusals.byWriters(ref, writers);
  }

  private void lockData(ArrayFileNames names) throws IOException {
    try {
      data = DataFileLock.take(ref, names.file(), scope).orElse(null);
    } catch (IOException | RuntimeException | Error e) {
      abandon();
      throw e;
    }
  }

  /**
   * Gives back this lock for one of another scope; no other writer comes between. A writer that has created an array becomes its
   * writer in place by this.
   */
  public WriterLock exchange(ArrayRef otherRef, LockScope other) throws IOException {
    if (!released.compareAndSet(false, true)) {
      throw new IllegalStateException(ref + ": the lock was given back");
    }
    try {
      WriterLock lock =
          FileFault.named(ref.file(), () -> LockableFile.uninterruptibly(() -> file.inGate(() -> {
            checkHeld(); // Else another writer may have done the same meanwhile.
            file.unlock(scope);
            if (!file.tryLock(other)) {
              throw LockRefusals.byUnknown(ref, file.path());
            }
            file.write(slot, other);
            return new WriterLock(otherRef, file, other, slot);
          }).orElseThrow(this::removed)));
      closeData();
      lock.lockData(ArrayFileNames.of(otherRef));
      return lock;
    } catch (IOException | RuntimeException | Error e) {
      drop();
      throw e;
    }
  }

  private IOException removed() {
    return new IOException(file.path() + ": was removed while it was in use; leave such files alone");
  }

  /**
   * Runs work while no other writer of the file takes or gives back a lock, or does such work; not within other such work.
   *
   * @throws IOException if the work does, or another process has kept the lock file for long
   */
  public <T> T inGate(UninterruptibleIo.Call<T> work) throws IOException {
    if (released.get()) {
      throw new IllegalStateException(ref + ": the lock was given back");
    }
    return FileFault.named(ref.file(),
        () -> UninterruptibleIo.call(() -> file.inGate(work)).orElseThrow(this::removed));
  }

  /**
   * Checks that the system still has the lock, which it drops when code of this process opens and closes the lock file; where native
   * access is enabled it does not.
   *
   * @throws ArrayLockedException if it has not
   */
  public void checkHeld() throws IOException {
    if (!file.stillHolds(slot)) {
      throw LockRefusals.lost(ref, file.path());
    }
  }

  /**
   * Gives the lock back, as after the death of this process, once an object is unreachable that the lock does not refer to. A
   * later call takes the place of an earlier one.
   */
  public void dropWith(Object owner) {
    Object current = new Object();
    owned = current;
    Dropping.CLEANER.register(owner, () -> {
      if (current.equals(owned) && released.compareAndSet(false, true)) {
        drop();
      }
    });
  }

  private static final class Dropping {
    static final Cleaner CLEANER = Cleaner.create();
  }

  /**
   * Reads the writers of an array, or of anything in a file: those at work, and those that died while they wrote in place. Disturbs
   * neither, and needs permission to read only.
   *
   * @throws AccessDeniedException if this user may not read the lock file
   * @throws IOException if it cannot be read otherwise
   */
  public static List<Writer> writers(ArrayKey key) throws IOException {
    LockScope scope = LockScope.of(key, null);
    return ask(key.ref(), List.of(),
        file -> file.entries().stream().filter(entry -> scope.excludes(entry.scope()))
            .map(LockFile.Entry::writer).toList());
  }

  /** Reads the writers of a file, or of the only array in it, as {@link #writers(ArrayKey)}. */
  public static List<Writer> writers(ArrayRef ref) throws IOException {
    return writers(ArrayKey.ofFile(ref));
  }

  /**
   * Returns whether a writer is at work in place on some of the rows, or one of which nothing is known but its lock. If this
   * user may not read the lock file, the system's list of locks answers.
   *
   * @throws IOException if the lock file cannot be read otherwise
   */
  public static boolean hasLiveWriter(ArrayKey key, List<RowRange> rows) throws IOException {
    for (RowRange range : rows) {
      LockScope scope = LockScope.of(key, range);
      try {
        if (ask(key.ref(), false, file -> isWritten(file, scope))) {
          return true;
        }
      } catch (AccessDeniedException unreadable) {
        if (KernelLocks.isListed(ArrayFileNames.of(key.ref()).lock(), scope.own())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isWritten(LockFile file, LockScope scope) throws IOException {
    List<LockFile.Entry> holders = file.entries().stream().filter(entry -> entry.isInWayOf(scope)).toList();
    return holders.isEmpty()
        ? file.isLocked(scope)
        : holders.stream().anyMatch(entry -> entry.scope().inPlace());
  }

  /** A question to a lock file. */
  private interface Question<T> {
    T ask(LockFile file) throws IOException;
  }

  private static <T> T ask(ArrayRef ref, T none, Question<T> question) throws IOException {
    ArrayFileNames names = ArrayFileNames.of(ref);
    if (!FileOps.exists(names.lock())) {
      return none; // The usual case: not worth a thread.
    }
    return LockableFile.uninterruptibly(() -> {
      Optional<LockFile> found = LockFile.find(names);
      if (found.isEmpty()) {
        return none;
      }
      try (LockFile file = found.get()) {
        return question.ask(file);
      }
    });
  }

  /** Ends writing well: the records of writers that died writing no other rows go, too. Again does nothing. */
  @Override
  public void close() {
    release(true);
  }

  /** Ends without having written: the records of writers that died stay. After a close does nothing. */
  public void abandon() {
    release(false);
  }

  private void release(boolean well) {
    if (!released.compareAndSet(false, true)) {
      return;
    }
    try {
      boolean ignored = LockableFile.uninterruptibly(() -> {
        closeData(); // Before the other, which the next writer takes first.
        try {
          file.inGate(() -> giveBack(well));
        } catch (IOException late) {
          file.blank(slot); // It is not that of a dead writer.
          throw late;
        } finally {
          drop();
        }
        return true;
      });
    } catch (IOException e) {
      System.getLogger(WriterLock.class.getName()).log(
          Logger.Level.WARNING, file.path() + ": cannot be tidied up; the next writer will do so", e);
    }
  }

  private boolean giveBack(boolean well) throws IOException {
    file.blank(slot); // First: a reader that finds the slot free must not find the record, and so a dead writer.
    if (well) {
      file.forgetDead(scope, false);
    }
    file.unlock(scope);
    file.unlock(slot);
    file.removeIfUnused();
    return true;
  }

  /** Lets go of everything, and leaves the record. */
  private void drop() {
    try {
      closeData();
      file.close();
    } catch (IOException e) {
      System.getLogger(WriterLock.class.getName()).log(Logger.Level.WARNING,
          file.path() + ": cannot be closed", e);
    }
  }

  private void closeData() throws IOException {
    LockableFile open = data;
    if (open != null) {
      open.close();
    }
  }
}
