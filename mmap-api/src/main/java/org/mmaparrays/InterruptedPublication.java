package org.mmaparrays;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Several files that are being given their names, found by somebody who wants to open them: waits while their creator is
 * at it, and finishes it where the creator has died.
 */
final class InterruptedPublication {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(2);

  private InterruptedPublication() {}

  /** Whether files of the array are being given their names, or were when their creator died. */
  static boolean exists(ArrayRef ref) {
    try {
      return exists(names(ref));
    } catch (IOException unreachable) {
      return false; // Opening the array will say why.
    }
  }

  /** Whole files are published, whichever of their members was asked for. */
  private static ArrayFileNames names(ArrayRef ref) throws IOException {
    return ArrayFileNames.of(ArrayRef.of(ref.file()));
  }

  private static boolean exists(ArrayFileNames names) {
    return Files.exists(names.publishing(), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Returns once there is none.
   *
   * @throws AccessDeniedException if this process may not finish what another left
   * @throws FileSystemException if it lasts longer than some seconds, or cannot be finished
   */
  static void await(ArrayRef ref) throws IOException {
    if (!exists(ref)) {
      return;
    }
    ArrayFileNames names = names(ref);
    long start = System.nanoTime();
    while (exists(names) && !tryFinish(ref, names)) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new FileSystemException(ref.file().toString(), null,
            "is being replaced, and that lasts; writers: " + WriterLock.writers(ref)
                + "; try again later");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static boolean tryFinish(ArrayRef ref, ArrayFileNames names) throws IOException {
    try {
      Optional<WriterLock> lock = tryAcquire(ArrayKey.ofFile(ref), () -> exists(names));
      if (lock.isEmpty()) {
        return false;
      }
      try {
        finish(names);
      } finally {
        lock.get().abandon();
      }
      return true;
    } catch (FileSystemException refused) {
      if (!exists(names)) {
        return true; // Somebody else was quicker.
      }
      throw explained(ref, names, refused);
    }
  }

  private static FileSystemException explained(ArrayRef ref, ArrayFileNames names,
      FileSystemException refused)
      throws IOException {
    Path folder = names.publishing();
    String reason =
        "its creation was interrupted and is to be finished from " + folder + ", which is refused ("
            + refused.getMessage() + "); let " + Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS)
            + " open it once, where it can be written";
    return FileFault.explained(refused, ref.file().toString(), reason);
  }

  /** Takes the lock to finish the work of a writer that died; empty if another writer has the array, or nothing is undone. */
  static Optional<WriterLock> tryAcquire(ArrayKey key, BooleanSupplier undone) throws IOException {
    try {
      WriterLock lock = WriterLock.claim(key.ref(), key.claim(null).creating());
      if (undone.getAsBoolean()) {
        return Optional.of(lock);
      }
      lock.abandon();
      return Optional.empty();
    } catch (ArrayLockedException taken) {
      return Optional.empty();
    }
  }

  /** Finishes it, if there is one, for who holds the lock. */
  private static void finish(ArrayFileNames names) throws IOException {
    if (exists(names)) {
      UninterruptibleIo.run(names.file(), () -> Publication.resume(names, CrashPoints.ALL));
    }
  }

  /** Finishes or removes what creators of the array have left who have died; the caller holds its lock. */
  static void clear(ArrayRef ref) throws IOException {
    ArrayFileNames names = names(ref);
    finish(names);
    for (StagingFolder dead : new StaleFiles(names).stagingFolders()) {
      try {
        dead.delete(CrashPoints.ALL);
      } catch (FileSystemException somebodyElses) {
        System.getLogger(InterruptedPublication.class.getName()).log(
            Logger.Level.DEBUG, dead.path() + ": cannot be removed", somebodyElses);
      }
    }
  }
}
