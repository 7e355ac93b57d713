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

  private final LockFile file;
  private final LockFile.Held held;
  private final AtomicBoolean released = new AtomicBoolean();

  private WriterLock(LockFile file, LockFile.Held held) {
    this.file = file;
    this.held = held;
  }

  /**
   * Takes the lock at once, or not at all.
   *
   * @param rows the rows that will be written; null for the whole array, also one that has no shape yet
   * @throws ArrayLockedException if somebody writes some of them
   * @throws java.nio.file.AccessDeniedException if the lock file can be neither made nor opened for writing
   * @throws IOException if the system refuses otherwise
   */
  static WriterLock acquire(ArrayRef ref, @Nullable RowRange rows) throws IOException {
    return inGate(ref, file -> hold(ref, file, rows));
  }

  private static <T> T inGate(ArrayRef ref, LockFiles.Work<T> work) throws IOException {
    return FileFault.named(ref.file(),
        () -> Uninterrupted.call(() -> LockFiles.inGate(Beside.of(ref), work)));
  }

  private static WriterLock hold(ArrayRef ref, LockFile file, @Nullable RowRange rows) throws IOException {
    List<Writer> holders = List.of();
    // One who dies lets go of its rows and its slot one after the other.
    for (int look = 0; look < LOOKS_FOR_HOLDER && holders.isEmpty(); look++) {
      if (look > 0) {
        LockSupport.parkNanos(NANOS_BETWEEN_LOOKS);
      }
      Optional<LockFile.Held> held = file.tryHold(rows);
      if (held.isPresent()) {
        WriterLock lock = new WriterLock(file, held.get());
        try {
          file.forgetEarlierDead(rows);
        } catch (IOException | RuntimeException | Error e) {
          file.release(held.get());
          throw e;
        }
        return lock;
      }
      holders =
          file.writers().stream().filter(Writer::alive).filter(writer -> writer.overlaps(rows)).toList();
    }
    throw new ArrayLockedException(ref, holders);
  }

  /**
   * Takes the lock of the whole array for what a writer has left undone; empty if somebody writes any of it, or nothing is
   * left to be done.
   *
   * @param undone whether there is still something to do, asked when nobody else can take the lock: a writer who has just
   *     done it himself must not find his array locked by a reader
   * @throws IOException as {@link #acquire}
   */
  static Optional<WriterLock> tryAcquire(ArrayRef ref, BooleanSupplier undone) throws IOException {
    try {
      return inGate(ref,
          file -> undone.getAsBoolean() ? Optional.of(hold(ref, file, null)) : Optional.<WriterLock>empty());
    } catch (ArrayLockedException taken) {
      return Optional.empty();
    }
  }

  /**
   * Who writes an array now, and who died while writing it. Disturbs neither, and needs permission to read only.
   *
   * @throws IOException if the lock file cannot be read
   */
  static List<Writer> writers(ArrayRef ref) throws IOException {
    Beside beside = Beside.of(ref);
    // As nearly always: not worth a thread.
    return Files.notExists(beside.lock(), LinkOption.NOFOLLOW_LINKS)
        ? List.of()
        : Uninterrupted.call(() -> LockFiles.ask(beside, LockFile::writers).orElse(List.of()));
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
      Uninterrupted.run(() -> release(file, held, well));
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
          open.forgetDead(held.rows());
        }
        return true;
      });
    } finally {
      // Also where the gate is not to be had: the lock goes, whatever becomes of the file.
      LockFiles.releaseAnyway(file, held);
    }
  }
}
