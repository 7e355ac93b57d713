package org.mmaparrays;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.mmaparrays.spi.Storage;

/**
 * Writes the private changes of one open array into its file: all of them or, after a crash, none.
 *
 * <p>First into a journal, which counts once it has its name; then into the file. Whoever opens the array after a crash in
 * between finishes the second part ({@link InterruptedCommit}).
 */
final class Commit {
  /** Fewer entries rather than the shortest: bytes between two changes are written as the file has them. */
  private static final int UNIT = 64;

  private static final long NANOS_BETWEEN_TOUCHES = 500_000;

  private final ArrayRef ref;
  private final ArrayKey key;
  private final Storage.Contiguous array;
  private final long start;
  private final Mapping mapping;
  private final List<String> writersAtOpening;
  private FileStamp stamp;
  private boolean interrupted;

  private Commit(ArrayKey key, Storage.Contiguous array, long start, Mapping mapping, FileStamp stamp,
      List<String> writersAtOpening) {
    this.ref = key.ref();
    this.key = key;
    this.array = array;
    this.start = start;
    this.mapping = mapping;
    this.stamp = stamp;
    this.writersAtOpening = writersAtOpening;
  }

  /** What is to be known of the file before it is mapped. */
  record Before(FileStamp stamp, List<String> writers) {
    static Before of(ArrayKey key, Path file) throws IOException {
      FileStamp stamp = FileStamp.of(file);
      try {
        return new Before(stamp,
            WriterLock.writers(key).stream().filter(Writer::alive).map(Writer::toString).toList());
      } catch (AccessDeniedException unreadable) {
        boolean written = WriterLock.hasLiveWriter(key, List.of(new RowRange(0, Long.MAX_VALUE)));
        return new Before(stamp, written ? List.of("another user") : List.of());
      }
    }
  }

  /** What commits the changes of a mapping of some rows. */
  static Commit of(ArrayKey key, SomeRows some, Mapping mapping, Before before) {
    return new Commit(key, some.all(), some.mapped().offset(), mapping, before.stamp(), before.writers());
  }

  /** Commits; one thread at a time. */
  synchronized void run(CrashPoints steps) throws IOException {
    checkWritable();
    // The lock is left as a reader would leave it: what a writer who died has not written is not there now either.
    WriterLock lock = WriterLock.acquire(key, null);
    try {
      UninterruptibleIo.run(ref.file(), () -> runLocked(steps));
    } catch (InternalError fault) {
      throw StorageFaultException.inMapping(ref.toString(), fault);
    } finally {
      lock.abandon();
    }
  }

  private void checkWritable() throws IOException {
    try {
      FileChannel.open(array.file(), StandardOpenOption.WRITE).close();
    } catch (AccessDeniedException denied) {
      throw FileFault.explained(denied, ref.toString(),
          "no permission to write, so that changes cannot be committed; save them as another array (saveAs)");
    } catch (NoSuchFileException gone) {
      throw FileFault.explained(gone, ref.toString(),
          "was removed since it was opened; save it as another array (saveAs)");
    }
  }

  private void runLocked(CrashPoints steps) throws IOException {
    ArrayFileNames names = ArrayFileNames.of(key);
    if (interrupted && Files.exists(names.commitJournal(), LinkOption.NOFOLLOW_LINKS)) {
      redo(names, steps);
    }
    checkUnchanged();
    if (Files.exists(names.commitJournal(), LinkOption.NOFOLLOW_LINKS)) {
      throw refused(
          "the commit of another process was interrupted since it was opened: open it again, which finishes"
              + " that, or save the changes as another array (saveAs)");
    }
    if (!journal(names, steps)) {
      return;
    }
    interrupted = true;
    redo(names, steps);
  }

  /** The file must be the one whose pages were copied when they were written: what others changed would be undone. */
  private void checkUnchanged() throws IOException {
    if (!writersAtOpening.isEmpty()) {
      throw refused("was being written when it was opened, by " + writersAtOpening.getFirst()
          + ": save the changes as another array (saveAs)");
    }
    FileStamp now = FileStamp.of(array.file());
    if (!now.equals(stamp)) {
      boolean same = now.identity().equals(stamp.identity()) && now.size() == stamp.size();
      throw refused((same
          ? "was changed by somebody else since it was opened (at " + now.modified() + ")"
          : "was replaced, or has another length, since it was opened")
          + ": save the changes as another array (saveAs), or open it again and repeat them");
    }
  }

  private FileSystemException refused(String reason) {
    return new FileSystemException(ref.toString(), null, reason);
  }

  /** Writes the journal and gives it its name; false if there is nothing to commit. */
  private boolean journal(ArrayFileNames names, CrashPoints steps) throws IOException {
    Path unfinished = names.unfinishedCommitJournal();
    try {
      boolean[] changed = new boolean[1];
      steps.take(() -> changed[0] = write(unfinished));
      if (!changed[0]) {
        Files.delete(unfinished);
        return false;
      }
      steps.take(() -> Files.move(unfinished, names.commitJournal(), StandardCopyOption.ATOMIC_MOVE));
      steps.take(() -> FileOps.forceFolder(FileOps.parent(names.file())));
      return true;
    } catch (IOException failed) {
      withdraw(names, failed);
      throw notCommitted(names, failed);
    } catch (RuntimeException | Error e) {
      withdraw(names, e);
      throw e;
    }
  }

  private boolean write(Path unfinished) throws IOException {
    try (CommitJournalWriter writer =
        new CommitJournalWriter(unfinished, array, stamp.size())) {
      Differences.forEach(mapping.memory(), mapping.original(), UNIT, (from, to, now, before, at) -> {
        writer.entry(start + from, (int) (to - from), now, before, at);
        return to;
      });
      if (writer.entries() == 0) {
        return false;
      }
      writer.finish();
      return true;
    }
  }

  private static void withdraw(ArrayFileNames names, Throwable cause) {
    try {
      Files.deleteIfExists(names.unfinishedCommitJournal());
      if (Files.deleteIfExists(names.commitJournal())) {
        // Else a power cut could bring it back, and with it what was called not committed.
        FileOps.forceFolder(FileOps.parent(names.file()));
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private StorageFaultException notCommitted(ArrayFileNames names, IOException failed)
      throws FileSystemException {
    String text =
        "no journal can be written to " + FileOps.parent(names.file()) + " (" + failed.getMessage()
            + "), so that nothing was committed; ";
    String wayOut = ", or save the changes as another array (saveAs)";
    if (failed instanceof AccessDeniedException) {
      throw FileFault.explained(failed, ref.toString(), text + "check owner and mode of the folder" + wayOut);
    }
    return new StorageFaultException(ref + ": " + text + "make room or see to the disk" + wayOut, failed);
  }

  private void redo(ArrayFileNames names, CrashPoints steps) throws IOException {
    try {
      CommitJournal journal = new CommitJournal(names.commitJournal(), array);
      journal.check();
      InterruptedCommit.complete(names, journal, steps);
      stamp = touched();
      interrupted = false;
    } catch (ArrayFormatException damaged) {
      throw damaged;
    } catch (IOException failed) {
      throw new StorageFaultException(ref + ": the commit was interrupted (" + failed.getMessage()
          + "); see to the disk and commit again, or open the array again: what is missing is written then, from "
          + names.commitJournal(), failed);
    }
  }

  /** Other handles must notice: with a time of modification that is not the one they know. */
  private FileStamp touched() throws IOException {
    FileStamp now = FileStamp.of(array.file());
    while (now.modified().equals(stamp.modified())) {
      LockSupport.parkNanos(NANOS_BETWEEN_TOUCHES);
      try (FileChannel file =
          FileChannel.open(array.file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        ByteBuffer first = ByteBuffer.allocate(1);
        file.read(first, array.offset());
        file.write(first.flip(), array.offset());
      }
      now = FileStamp.of(array.file());
    }
    return now;
  }
}
