package org.mmaparrays;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.mmaparrays.spi.Storage;

/**
 * A commit of copy-on-write changes whose process has died, found by somebody who wants to open the array: what it was
 * about to write is written, or, if it had not got that far, forgotten.
 */
final class InterruptedCommit {
  private InterruptedCommit() {}

  /** Whether a commit of the array is under way, or was when its process died. */
  static boolean exists(ArrayKey key) throws IOException {
    return exists(ArrayFileNames.of(key).commitJournal());
  }

  /**
   * Returns once there is none; one that is still under way is left alone.
   *
   * @param array all rows, as the file has them
   * @throws AccessDeniedException if this process may not finish what another left
   * @throws ArrayFormatException if the journal is damaged, or of another array, or the file has been changed since
   */
  static void finish(ArrayKey key, Storage.Contiguous array) throws IOException {
    ArrayFileNames names = ArrayFileNames.of(key);
    boolean committed = exists(names.commitJournal());
    if (!committed && !exists(names.unfinishedCommitJournal())) {
      return;
    }
    try {
      Optional<WriterLock> lock = InterruptedPublication.tryAcquire(key,
          () -> exists(names.commitJournal()) || exists(names.unfinishedCommitJournal()));
      if (lock.isPresent()) {
        try {
          finish(names, array, CrashPoints.ALL);
        } finally {
          lock.get().abandon();
        }
      }
    } catch (FileSystemException refused) {
      if (exists(names.commitJournal())) {
        throw explained(key.ref(), names, refused);
      }
      // Else somebody else was quicker, or there is only what was never committed.
    }
  }

  /** The same for who holds the lock, uninterrupted. */
  static void finish(ArrayFileNames names, Storage.Contiguous array, CrashPoints steps) throws IOException {
    UninterruptibleIo.run(names.file(), () -> {
      Path journal = names.commitJournal();
      if (exists(journal)) {
        CommitJournal found = new CommitJournal(journal, array);
        found.check();
        complete(names, found, steps);
      }
      Path unfinished = names.unfinishedCommitJournal();
      if (exists(unfinished)) {
        steps.take(() -> Files.deleteIfExists(unfinished));
      }
    });
  }

  /** Writes what a whole journal says, and ends the commit. */
  static void complete(ArrayFileNames names, CommitJournal journal, CrashPoints steps) throws IOException {
    journal.apply(steps);
    steps.take(() -> Files.deleteIfExists(names.commitJournal()));
    steps.take(() -> FileOps.forceFolder(FileOps.parent(names.file())));
  }

  private static boolean exists(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static FileSystemException explained(ArrayRef ref, ArrayFileNames names,
      FileSystemException refused)
      throws IOException {
    Path journal = names.commitJournal();
    String owner;
    try {
      owner = Files.getOwner(journal, LinkOption.NOFOLLOW_LINKS).getName();
    } catch (NoSuchFileException meanwhile) {
      owner = "its owner";
    }
    String reason = "a commit of changes was interrupted and is to be finished from " + journal
        + ", which is refused (" + refused.getMessage() + "); let " + owner
        + " open the array once, where it can be written";
    return FileFault.explained(refused, ref.file().toString(), reason);
  }
}
