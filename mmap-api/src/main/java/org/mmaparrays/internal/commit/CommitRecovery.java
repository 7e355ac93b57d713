package org.mmaparrays.internal.commit;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.ArrayKey;
import org.mmaparrays.internal.files.CrashPoints;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.FileOwnership;
import org.mmaparrays.internal.files.StateFile;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.internal.locking.LockRefusals;
import org.mmaparrays.internal.locking.WriterLock;
import org.mmaparrays.internal.memory.MappingFault;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.model.Writer;
import org.mmaparrays.spi.Storage;

/**
 * Commits of copy-on-write changes that a crash has interrupted. Readers change nothing: they see all of the changes or none, or
 * are refused. A writer finishes the commit before it changes anything else.
 */
public final class CommitRecovery {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(2);
  private static final int MOST_ATTEMPTS = 100;

  private CommitRecovery() {}

  /** The state that private memory shows. */
  public enum Shown {
    /** The data file's. */
    FILE,
    /** The one after the commit that was interrupted. */
    COMMIT,
    /** Perhaps something between two commits, one of which has ended just now: map it again. */
    UNSURE
  }

  private interface Look<T> {
    T look(CommitJournal journal, boolean isWhole) throws IOException;
  }

  /** Names the way out where a journal cannot be finished. */
  public static String discarding(Path file) {
    return "run `mmap recover --discard-journal " + file + "` to use it as it is";
  }

  /**
   * Checks that a file that is to be read has all changes of a commit or none. A commit that is under way is awaited for at most a
   * second.
   *
   * @param names the names of the files beside the array
   * @param array all rows of the array
   * @throws ArrayLockedException if a commit is still under way
   * @throws ArrayFormatException if the journal is damaged, or another program has changed the file since
   * @throws FileSystemException if the file has some of the changes, or the journal cannot be read
   */
  public static void check(ArrayFileNames names, ArrayKey key, Storage.Contiguous array) throws IOException {
    boolean ignored = look(names, key, array, OpenMode.READ, true, true, (journal, isWhole) -> {
      if (!isWhole) {
        throw new FileSystemException(key.ref().toString(), null,
            "has some of the changes of a commit that was interrupted, and not all; "
                + FileOwnership.byOwner(names.commitJournal(), "run `mmap recover " + key.ref() + "`")
                + " (ArrayStores.recover), or open it with OpenMode.COPY_ON_WRITE, which shows all of them");
      }
      return true;
    });
  }

  /**
   * Writes the changes of an interrupted commit into private memory.
   *
   * @param array all rows of the array
   * @param start the position in the file of the first byte of the memory
   * @throws ArrayFormatException as {@link #check}
   * @throws FileSystemException if the journal cannot be read
   */
  public static Shown show(ArrayKey key, Storage.Contiguous array, long start, MemorySegment memory)
      throws IOException {
    return look(ArrayFileNames.of(key), key, array, OpenMode.COPY_ON_WRITE, Shown.FILE, Shown.UNSURE,
        (journal, isWhole) -> {
          try {
            journal.copyTo(memory, start);
          } catch (InternalError fault) {
            throw MappingFault.of(key.ref().toString(), fault);
          } catch (IOException failed) {
            // Not to be tried again: the memory has some of the changes.
            throw new StorageFaultException(
                key.ref() + ": the journal of an interrupted commit cannot be read ("
                    + FileFault.reason(failed) + "); see to the disk, and open it again",
                failed);
          }
          return journal.hasName() ? Shown.COMMIT : Shown.UNSURE;
        });
  }

  /**
   * Looks at a journal that matters to the data file.
   *
   * @param none the answer if there is none
   * @param gone the answer if there was one that was removed since
   */
  private static <T> T look(ArrayFileNames names, ArrayKey key, Storage.Contiguous array, OpenMode mode,
      T none, T gone,
      Look<T> look)
      throws IOException {
    if (!FileOps.exists(names.commitJournal())) {
      return none;
    }
    return FileFault.named(array.file(), () -> UninterruptibleIo.call(() -> {
      long start = System.nanoTime();
      for (int attempt = 1;; attempt++) {
        List<Writer> committing = await(key, names, array, start);
        if (mode == OpenMode.READ && !committing.isEmpty()) {
          throw LockRefusals.byWriters(key.ref(), committing);
        }
        try {
          return lookOnce(names, array, none, gone, look);
        } catch (IOException refused) {
          // Else a commit or a recovery has begun since, and it was half of that.
          if (attempt == MOST_ATTEMPTS || (isPending(names, array) && writing(key).isEmpty())) {
            throw refused;
          }
        }
      }
    }));
  }

  private static <T> T lookOnce(ArrayFileNames names, Storage.Contiguous array, T none, T gone, Look<T> look)
      throws IOException {
    try (StateFile data = open(array, StandardOpenOption.READ)) {
      Optional<CommitJournal> found = find(names, array, data);
      if (found.isEmpty()) {
        return FileOps.exists(names.commitJournal()) ? none : gone;
      }
      try (CommitJournal journal = found.get()) {
        return switch (journal.relationTo(data)) {
          case WHOLE -> look.look(journal, true);
          case HALF, HALF_COPY -> look.look(journal, false);
          case COPY -> none;
          case STALE -> {
            StateFile.warnOnce(names.commitJournal(), "is the journal of an array that " + array.file()
                + " has replaced, and is ignored; run `mmap recover " + array.file() + "` to remove it");
            yield none;
          }
        };
      }
    }
  }

  private static Optional<CommitJournal> find(ArrayFileNames names, Storage.Contiguous array, StateFile data)
      throws IOException {
    Path journal = names.commitJournal();
    try {
      return CommitJournal.find(journal, array, data.attributes());
    } catch (AccessDeniedException denied) {
      throw FileFault.explained(denied, array.file().toString(),
          "a commit of changes was interrupted or is under way, and this user may not read its journal "
              + journal
              + ", so that nothing tells whether the array is whole; let " + FileOwnership.owner(journal)
              + " run `mmap recover " + array.file() + "`");
    }
  }

  /** Returns when no writer is at work, or there is no journal, or with the writers when time is up. */
  private static List<Writer> await(ArrayKey key, ArrayFileNames names, Storage.Contiguous array, long start)
      throws IOException {
    while (isPending(names, array)) {
      List<Writer> writing = writing(key);
      if (writing.isEmpty() || System.nanoTime() - start > PATIENCE.toNanos()) {
        return writing;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return List.of();
  }

  /** Returns the writers at work; if this user may not read their records, throws that as long as there are any. */
  private static List<Writer> writing(ArrayKey key) throws IOException {
    try {
      return WriterLock.writers(key).stream().filter(Writer::alive).toList();
    } catch (AccessDeniedException unreadable) {
      if (WriterLock.hasLiveWriter(key, List.of(new RowRange(0, Long.MAX_VALUE)))) {
        throw unreadable;
      }
      return List.of();
    }
  }

  /** Returns whether there is a journal that a writer must finish or remove before it changes the array. */
  static boolean isPending(ArrayFileNames names, Storage.Contiguous array) throws IOException {
    Optional<FileAttributes> journal = FileAttributes.find(names.commitJournal());
    return journal.isPresent()
        && FileOwnership.isTrusted(names.commitJournal(), journal.get(), FileAttributes.of(array.file()));
  }

  /**
   * Finishes an interrupted commit from this user's own journal, and removes one that was never committed. The caller holds the lock
   * of the whole array.
   *
   * @param array all rows of the array
   * @param copies whether to finish a commit also in a copy of data file and journal
   * @return false if there was no journal, or only one that is ignored because of its owner
   * @throws AccessDeniedException if the journal belongs to another user, whom the message names
   * @throws ArrayFormatException if it is damaged, or another program has changed the file since; see {@link #discard}
   * @throws FileSystemException if it is the journal of a copy that has some of the changes, or no regular file, or the data file has
   *     several names
   */
  public static boolean finish(ArrayKey key, Storage.Contiguous array, boolean copies, CrashPoints steps)
      throws IOException {
    ArrayFileNames names = ArrayFileNames.of(key);
    return FileFault.named(array.file(), () -> UninterruptibleIo.call(() -> {
      removeUnfinished(names, steps);
      if (!isPending(names, array)) {
        return false;
      }
      // Before its content is read, which may be refused.
      checkOwn(names.commitJournal(), FileAttributes.find(names.commitJournal()));
      try (StateFile data = open(array, StandardOpenOption.READ, StandardOpenOption.WRITE);
          CommitJournal journal = own(names, array, data)) {
        switch (journal.relationTo(data)) {
          case WHOLE, HALF -> complete(names, journal, data, steps);
          case HALF_COPY -> {
            if (!copies) {
              throw new FileSystemException(array.file().toString(), null,
                  "was copied or restored with some of the changes of a commit, and not all; run `mmap recover "
                      + array.file() + "`, which adds the others from " + names.commitJournal() + ", or "
                      + discarding(array.file()));
            }
            complete(names, journal, data, steps);
          }
          case COPY, STALE -> remove(names, steps);
        }
      }
      return true;
    }));
  }

  /** Opens the journal of this user. */
  static CommitJournal own(ArrayFileNames names, Storage.Contiguous array, StateFile data)
      throws IOException {
    Path path = names.commitJournal();
    CommitJournal journal =
        find(names, array, data).orElseThrow(() -> new NoSuchFileException(path.toString(), null,
            "was removed by another program while it was used; verify the array"));
    try {
      checkOwn(path, Optional.of(journal.attributes()));
      if (journal.attributes().links() > 1) {
        throw new FileSystemException(path.toString(), null,
            "has several names (hard links), which a journal never has; remove the others, or "
                + discarding(array.file()));
      }
      return journal;
    } catch (IOException | RuntimeException | Error e) {
      journal.close();
      throw e;
    }
  }

  private static void checkOwn(Path journal, Optional<FileAttributes> attributes) throws IOException {
    if (attributes.isPresent() && !FileOwnership.isOwn(attributes.get())) {
      throw notOwn(journal, "run `mmap recover`");
    }
  }

  /**
   * Returns the refusal of a journal of another user.
   *
   * @param advice the command that its owner has to run
   */
  public static AccessDeniedException notOwn(Path journal, String advice) {
    return new AccessDeniedException(journal.toString(), null,
        "is the journal of a commit of another user that was interrupted, and only its owner may finish or discard it; "
            + FileOwnership.byOwner(journal, advice));
  }

  /**
   * Opens the data file, once for all that is done to it.
   *
   * @throws NoSuchFileException if it is gone
   */
  static StateFile open(Storage.Contiguous array, OpenOption... options) throws IOException {
    Path file = array.file().toRealPath();
    return StateFile.open(file, options).orElseThrow(() -> new NoSuchFileException(file.toString()));
  }

  /** Writes the changes of a journal into the data file, and removes the journal. */
  static void complete(ArrayFileNames names, CommitJournal journal, StateFile data, CrashPoints steps)
      throws IOException {
    checkOneName(data);
    journal.apply(data, steps);
    checkHasName(data);
    remove(names, steps);
  }

  /** Checks that the name of a file to which changes were committed still has the file that is open. */
  static void checkHasName(StateFile data) throws IOException {
    if (!hasName(data)) {
      throw new FileSystemException(data.path().toString(), null,
          "was replaced while changes were committed to it, so that they are in the file that had the name before;"
              + " save them as another array (saveAs)");
    }
  }

  /** Returns whether the name of a file still has the file that is open. */
  static boolean hasName(StateFile open) throws IOException {
    return FileAttributes.find(open.path()).filter(open.attributes()::isSameFile).isPresent();
  }

  /** Checks that a change of a file is seen under one name only. */
  static void checkOneName(StateFile data) throws FileSystemException {
    if (data.attributes().links() > 1) {
      throw new FileSystemException(data.path().toString(), null, "has " + data.attributes().links()
          + " names (hard links), and a commit would change what each of them shows; run `mmap recover` if a crash has left one, remove the others, or"
          + " save the changes as another array (saveAs)");
    }
  }

  /** Removes a journal that is not needed any more. */
  static void remove(ArrayFileNames names, CrashPoints steps) throws IOException {
    steps.take(() -> Files.deleteIfExists(names.commitJournal()));
    steps.force(FileOps.parent(names.file()));
  }

  /** Removes a journal of this user that does not have its name yet: nothing was committed. */
  static void removeUnfinished(ArrayFileNames names, CrashPoints steps) throws IOException {
    Path unfinished = names.unfinishedCommitJournal();
    Optional<FileAttributes> found = FileAttributes.find(unfinished);
    if (found.isPresent() && FileOwnership.isOwn(found.get()) && !found.get().isFolder()) {
      steps.take(() -> Files.deleteIfExists(unfinished));
    }
  }

  /**
   * Removes the journal of this user, damaged or not, and leaves the data file as it is. The caller holds the lock of the whole array.
   *
   * @return false if there was none
   * @throws AccessDeniedException if the journal belongs to another user, whom the message names
   */
  public static boolean discard(ArrayKey key, CrashPoints steps) throws IOException {
    ArrayFileNames names = ArrayFileNames.of(key);
    return FileFault.named(names.file(), () -> UninterruptibleIo.call(() -> {
      removeUnfinished(names, steps);
      Optional<FileAttributes> journal = FileAttributes.find(names.commitJournal());
      checkOwn(names.commitJournal(), journal);
      if (journal.isPresent()) {
        remove(names, steps);
      }
      return journal.isPresent();
    }));
  }
}
