package org.mmaparrays.internal.locking;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.NetworkFileSystems;
import org.mmaparrays.internal.files.OverlayFiles;
import org.mmaparrays.internal.linux.NativeFiles;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;

/**
 * The second lock of a writer that changes a file that is there: of the same bytes, but in that file itself. Writers that reach the
 * file by several names (hard links) have a lock file for each name, and keep each other out by this.
 *
 * <p>Only where native access is enabled, and not over a network, where such locks and those of {@link SharedFlock} are of one kind.
 */
public final class DataFileLock {
  private static final int LOOKS = 50;
  private static final int LOOKS_AT_READERS = 3;
  private static final long NANOS_BETWEEN_LOOKS = 10_000_000;
  private static final Set<Path> WARNED = ConcurrentHashMap.newKeySet();

  private DataFileLock() {}

  /**
   * Locks the bytes of a scope, at once or not at all.
   *
   * @return the file, to be closed; empty if there is none, or it is not locked
   * @throws ArrayLockedException if another writer has some of them
   */
  static Optional<LockableFile> take(ArrayRef ref, Path path, LockScope scope) throws IOException {
    if (!LockableFile.isNative() || !scope.isInFile() || scope.own().isEmpty()) {
      return Optional.empty();
    }
    FileAttributes unopened;
    LockableFile file;
    try {
      unopened = FileAttributes.of(path);
      file = LockableFile.open(path, NativeFiles.READ_WRITE, 0);
    } catch (NoSuchFileException | AccessDeniedException refused) {
      return Optional.empty(); // Opening the array will say why.
    }
    try {
      // The first opening for writing: an overlay file system copies the file now, not when it is mapped.
      FileAttributes ignored = OverlayFiles.ofThisJvm().opened(path, unopened);
      if (!NetworkFileSystems.ofThisJvm().has(path)) {
        lock(ref, path, file, scope);
      }
      return Optional.of(file);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static void lock(ArrayRef ref, Path path, LockableFile file, LockScope scope) throws IOException {
    int readersOnly = 0;
    // The locks of a process that dies go one after the other.
    for (int look = 0; look < LOOKS; look++) {
      boolean taken = file.tryLock(scope.own());
      boolean free = !file.isLocked(scope.foreign()) && (taken || !file.isLocked(scope.own()));
      // Seen once, it may be one writer that has gone and another that has come.
      readersOnly = free && !taken ? readersOnly + 1 : 0;
      if (readersOnly == LOOKS_AT_READERS && WARNED.add(path)) {
        System.getLogger(DataFileLock.class.getName()).log(Logger.Level.WARNING, path
            + ": a program that reads it has"
            + " locked it (fcntl), so that writers which use another name of the file (a hard link) cannot be kept out;"
            + " writers of this name are");
      }
      if ((free && taken) || readersOnly == LOOKS_AT_READERS) {
        return;
      }
      LockSupport.parkNanos(NANOS_BETWEEN_LOOKS);
    }
    throw LockRefusals.byAnotherName(ref);
  }
}
