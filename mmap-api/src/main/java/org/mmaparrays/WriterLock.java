package org.mmaparrays;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The right to write an array, or some rows of it: across processes, and within one.
 *
 * <p>It holds until it is closed or its process ends, whichever way. It is a lock on bytes of a file of its own beside
 * the array, never on the array's: readers open and close that, and closing drops locks. For the same reason a program
 * must not itself read the lock files of arrays that it writes.
 *
 * <p>Readers never meet it. Two hard links of one file are two arrays to it.
 */
final class WriterLock implements AutoCloseable {
  private static final int LOOKS_FOR_HOLDER = 50;
  private static final long NANOS_BETWEEN_LOOKS = 10_000_000;

  private final ArrayRef ref;
  private final LockFile file;
  private final LockFile.Held held;
  private final AtomicBoolean released = new AtomicBoolean();

  private WriterLock(ArrayRef ref, LockFile file, LockFile.Held held) {
    this.ref = ref;
    this.file = file;
    this.held = held;
  }

  /**
   * Takes the lock of a file of one array, or of a file with all in it, at once or not at all.
   *
   * @param rows the rows that will be written; null for all, also of an array that has no shape yet
   * @throws ArrayLockedException if somebody writes some of them
   * @throws java.nio.file.AccessDeniedException if the lock file can be neither made nor opened for writing
   * @throws IOException if the system refuses otherwise
   */
  static WriterLock acquire(ArrayRef ref, @Nullable RowRange rows) throws IOException {
    return claim(ref, LockScope.file(rows));
  }

  /** Takes the lock of an array, as {@link #acquire(ArrayRef, RowRange)}. */
  static WriterLock acquire(ArrayKey key, @Nullable RowRange rows) throws IOException {
    return claim(key.ref(), key.claim(rows));
  }

  /** Takes what is claimed, as {@link #acquire(ArrayRef, RowRange)}. */
  static WriterLock claim(ArrayRef ref, LockScope claim) throws IOException {
    return inGate(ref, file -> hold(ref, file, claim));
  }

  <T> T inGate(UninterruptibleIo.Call<T> call) throws IOException {
    return inGate(ref, ignored -> call.call());
  }

  static boolean hasLiveWriter(ArrayKey key, List<RowRange> rows) throws IOException {
    return writers(key).stream()
        .anyMatch(writer -> writer.alive() && rows.stream().anyMatch(writer::overlaps));
  }

  /** Gives back this lock for another one that is claimed; nobody comes between. */
  WriterLock exchange(ArrayRef ref, LockScope claim) throws IOException {
    if (!released.compareAndSet(false, true)) {
      throw new IllegalStateException(ref + ": the lock was given back");
    }
    Optional<WriterLock> other = inGate(ref, open -> {
      if (!open.equals(file)) {
        throw new IOException(file.path() + ": was removed while it was in use; leave such files alone");
      }
      return open.exchange(held, claim).map(taken -> new WriterLock(ref, open, taken));
    });
    return other.orElseThrow(() -> new ArrayLockedException(ref, List.of()));
  }

  private static <T> T inGate(ArrayRef ref, LockFiles.Work<T> work) throws IOException {
    return FileFault.named(ref.file(),
        () -> UninterruptibleIo.call(() -> LockFiles.inGate(ArrayFileNames.of(ref), work)));
  }

  private static WriterLock hold(ArrayRef ref, LockFile file, LockScope claim) throws IOException {
    List<LockFile.Entry> holders = List.of();
    // One who dies lets go of its rows and its slot one after the other.
    for (int look = 0; look < LOOKS_FOR_HOLDER && holders.isEmpty(); look++) {
      if (look > 0) {
        LockSupport.parkNanos(NANOS_BETWEEN_LOOKS);
      }
      Optional<LockFile.Held> held = file.tryHold(claim);
      if (held.isPresent()) {
        WriterLock lock = new WriterLock(ref, file, held.get());
        try {
          file.forgetEarlierDead(claim);
        } catch (IOException | RuntimeException | Error e) {
          file.release(held.get());
          throw e;
        }
        return lock;
      }
      holders = file.entries().stream().filter(LockFile.Entry::alive)
          .filter(entry -> entry.claim().excludes(claim)).toList();
    }
    List<Writer> writers = holders.stream().map(LockFile.Entry::writer).toList();
    throw holders.stream().anyMatch(entry -> entry.claim().isForAdding())
        ? ArrayLockedException.whileAdding(ref, writers)
        : new ArrayLockedException(ref, writers);
  }

  /**
   * Takes the lock of all rows for what a writer has left undone; empty if somebody writes any of it, or nothing is
   * left to be done.
   *
   * @param undone whether there is still something to do, asked when nobody else can take the lock: a writer who has just
   *     done it himself must not find his array locked by a reader
   * @throws IOException as {@link #acquire}
   */
  static Optional<WriterLock> tryAcquire(ArrayKey key, BooleanSupplier undone) throws IOException {
    try {
      return inGate(key.ref(), file -> undone.getAsBoolean()
          ? Optional.of(hold(key.ref(), file, key.claim(null)))
          : Optional.<WriterLock>empty());
    } catch (ArrayLockedException taken) {
      return Optional.empty();
    }
  }

  /**
   * Who writes an array, or something in a file, now, and who died doing so. Disturbs neither, and needs permission to read
   * only.
   *
   * @throws IOException if the lock file cannot be read
   */
  static List<Writer> writers(ArrayKey key) throws IOException {
    LockScope claim = key.claim(null);
    return entries(key.ref()).stream().filter(entry -> claim.excludes(entry.claim()))
        .map(LockFile.Entry::writer).toList();
  }

  /** The same for a file, or for the only array in it. */
  static List<Writer> writers(ArrayRef ref) throws IOException {
    return writers(ArrayKey.ofFile(ref));
  }

  private static List<LockFile.Entry> entries(ArrayRef ref) throws IOException {
    ArrayFileNames beside = ArrayFileNames.of(ref);
    // As nearly always: not worth a thread.
    return Files.notExists(beside.lock(), LinkOption.NOFOLLOW_LINKS)
        ? List.of()
        : UninterruptibleIo.call(() -> LockFiles.ask(beside, LockFile::entries).orElse(List.of()));
  }

  /** Ends writing well: the record of one who died writing no other rows goes, too. Again does nothing. */
  @Override
  public void close() {
    release(true);
  }

  /** Ends it without having written: what is said of those who died stays. After a close does nothing. */
  void abandon() {
    release(false);
  }

  private void release(boolean well) {
    if (!released.compareAndSet(false, true)) {
      return;
    }
    try {
      UninterruptibleIo.run(() -> release(file, held, well));
    } catch (IOException e) {
      System.getLogger(WriterLock.class.getName()).log(
          Logger.Level.WARNING, file.path() + ": cannot be removed; the next writer will do so", e);
    }
  }

  private static void release(LockFile file, LockFile.Held held, boolean well) throws IOException {
    try {
      LockFiles.inGateOf(file, open -> {
        open.release(held);
        if (well) {
          open.forgetDead(held.claim());
        }
        return true;
      });
    } finally {
      // Also where the gate is not to be had: the lock goes, whatever becomes of the file.
      LockFiles.releaseAnyway(file, held);
    }
  }
}
