package org.mmaparrays.internal.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.ArrayKey;
import org.mmaparrays.internal.files.CrashPoints;
import org.mmaparrays.internal.files.DataFile;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.files.FileIdentity;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.FileOwnership;
import org.mmaparrays.internal.files.FileStamp;
import org.mmaparrays.internal.files.OverlayFiles;
import org.mmaparrays.internal.files.StateFile;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.internal.locking.WriterLock;
import org.mmaparrays.internal.mapping.Differences;
import org.mmaparrays.internal.mapping.Mapping;
import org.mmaparrays.internal.mapping.RowSubset;
import org.mmaparrays.internal.memory.MappingFault;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.model.Writer;
import org.mmaparrays.spi.Storage;

/**
 * Writes the private changes of one open array into its file: all of them or, after a crash, none.
 *
 * <p>It writes them into a journal, which counts once it has its name; then into the file. After a crash between the two, {@link
 * CommitRecovery} has readers see the one state or the other, and the next writer finish the second part. The lock of the array is
 * held all the time. Journal and data file are opened once each; all that is written goes to the files that were checked.
 */
public final class Commit {
  /** Joins changes that are close to each other: bytes between them are written as the file has them. */
  private static final int UNIT = 64;

  private static final long NANOS_BETWEEN_TOUCHES = 500_000;

  private final ArrayRef ref;
  private final ArrayKey key;
  private final Storage.Contiguous array;
  private final long start;
  private final Mapping mapping;
  private final Before before;
  private final CommitRecovery.Shown shown;
  private FileStamp stamp;

  /** The journal of a commit of this handle that has failed half-way. */
  private Optional<FileIdentity> interrupted = Optional.empty();

  private Commit(ArrayKey key, RowSubset some, Mapping mapping, Before before, CommitRecovery.Shown shown) {
    this.ref = key.ref();
    this.key = key;
    this.array = some.all();
    this.start = some.mapped().offset();
    this.mapping = mapping;
    this.before = before;
    this.shown = shown;
    this.stamp = before.stamp();
  }

  /** The state of the file before it is mapped. */
  public record Before(FileStamp stamp, List<String> writers) {
    public static Before of(ArrayKey key, Path file) throws IOException {
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

  /** Returns the commits of a mapping of some rows. */
  public static Commit of(ArrayKey key, RowSubset some, Mapping mapping, Before before,
      CommitRecovery.Shown shown) {
    return new Commit(key, some, mapping, before, shown);
  }

  /** Commits; one thread at a time. */
  public synchronized void run(CrashPoints steps) throws IOException {
    checkWritable();
    FileStamp unopened = FileStamp.of(array.file());
    // The lock is left as a reader leaves it: rows that a dead writer has not written are still missing.
    WriterLock lock = WriterLock.acquire(key, null);
    try {
      UninterruptibleIo.run(ref.file(), () -> {
        copyUp(unopened);
        runLocked(lock, steps);
        lock.checkHeld();
      });
    } catch (InternalError fault) {
      throw MappingFault.of(ref.toString(), fault);
    } finally {
      lock.abandon();
    }
  }

  private void checkWritable() throws IOException {
    if (!Files.exists(array.file())) {
      throw new NoSuchFileException(ref.toString(), null,
          "was removed since it was opened; save it as another array (saveAs)");
    }
    if (!Files.isWritable(array.file())) {
      throw new AccessDeniedException(ref.toString(), null,
          "no permission to write, so that changes cannot be committed; save them as another array (saveAs)");
    }
  }

  /** Opens the file for writing before it is compared: an overlay file system then gives the name to a copy of it. */
  private void copyUp(FileStamp unopened) throws IOException {
    DataFile.open(array.file(), StandardOpenOption.READ, StandardOpenOption.WRITE).close();
    FileStamp opened = OverlayFiles.ofThisJvm().opened(array.file(), unopened);
    if (unopened.equals(stamp)) {
      stamp = opened;
    }
  }

  private void runLocked(WriterLock lock, CrashPoints steps) throws IOException {
    ArrayFileNames names = ArrayFileNames.of(key);
    try (StateFile data = CommitRecovery.open(array, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      CommitRecovery.checkOneName(data);
      if (interrupted.isPresent()
          && FileAttributes.find(names.commitJournal()).map(FileAttributes::identity).equals(interrupted)) {
        finish(names, data, lock, steps);
      }
      checkUnchanged(data);
      if (shown == CommitRecovery.Shown.COMMIT || CommitRecovery.isPending(names, array)) {
        throw refused("an earlier commit was interrupted, and is to be finished first: "
            + FileOwnership.byOwner(names.commitJournal(), "run `mmap recover " + ref + "`")
            + " and open it again, or save the changes as another array (saveAs)");
      }
      interrupted = journal(names, data, lock, steps);
      if (interrupted.isPresent()) {
        finish(names, data, lock, steps);
      }
    }
  }

  /** Checks that the file is as it was when it was opened: else changes of other programs would be undone. */
  private void checkUnchanged(StateFile data) throws IOException {
    if (!before.writers().isEmpty()) {
      throw refused("was being written when it was opened, by " + before.writers().getFirst()
          + ": save the changes as another array (saveAs)");
    }
    FileAttributes attributes = FileAttributes.of(data.path(), LinkOption.NOFOLLOW_LINKS);
    FileStamp now = FileStamp.of(attributes);
    boolean isOpen = attributes.isSameFile(data.attributes());
    if (now.equals(stamp) && isOpen) {
      return;
    }
    String found = !isOpen || !now.identity().equals(stamp.identity()) || now.size() != stamp.size()
        ? "was replaced, or has another length, since it was opened"
        : now.modified().equals(stamp.modified())
            ? "was changed since it was opened (at " + now.changed()
                + ": its content, with the time of modification put back, or its permissions, owner or links)"
            : "was changed by another program since it was opened (at " + now.modified() + ")";
    throw refused(
        found + ": save the changes as another array (saveAs), or open it again and repeat them");
  }

  private FileSystemException refused(String reason) {
    return new FileSystemException(ref.toString(), null, reason);
  }

  /** Writes the journal and gives it its name; empty if there is nothing to commit. */
  private Optional<FileIdentity> journal(ArrayFileNames names, StateFile data, WriterLock lock,
      CrashPoints steps) throws IOException {
    Path unfinished = names.unfinishedCommitJournal();
    try {
      CommitRecovery.removeUnfinished(names, steps);
      if (!write(unfinished, data, steps)) {
        Files.delete(unfinished);
        return Optional.empty();
      }
      FileIdentity written = FileAttributes.of(unfinished, LinkOption.NOFOLLOW_LINKS).identity();
      lock.checkHeld();
      steps.take(() -> FileOps.rename(unfinished, names.commitJournal()));
      steps.force(FileOps.parent(names.file()));
      return Optional.of(written);
    } catch (ArrayLockedException lost) {
      throw lost; // A journal of either name may be another writer's by now; the next writer removes the one without a name.
    } catch (IOException failed) {
      withdraw(failed);
      throw notCommitted(names, failed);
    } catch (RuntimeException | Error e) {
      withdraw(e);
      throw e;
    }
  }

  private boolean write(Path unfinished, StateFile data, CrashPoints steps) throws IOException {
    try (CommitJournalWriter writer =
        new CommitJournalWriter(unfinished, array, data.attributes().identity())) {
      boolean[] changed = new boolean[1];
      steps.take(() -> {
        Differences.forEach(mapping.memory(), mapping.original(), UNIT, (from, to, now, original, at) -> {
          writer.entry(start + from, (int) (to - from), now, original, at);
          return to;
        });
        changed[0] = writer.finish();
      });
      if (changed[0]) {
        steps.take(() -> FileOwnership.takeReaders(unfinished, data.path()));
        steps.take(writer::force);
      }
      return changed[0];
    }
  }

  /** Else a power cut could bring the journal back, and with it changes that were called not committed. */
  private void withdraw(Throwable cause) {
    try {
      boolean ignored = CommitRecovery.discard(key, CrashPoints.ALL);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private StorageFaultException notCommitted(ArrayFileNames names, IOException failed)
      throws FileSystemException {
    String text =
        "no journal can be written to " + FileOps.parent(names.file()) + " (" + FileFault.reason(failed)
            + "), so that nothing was committed; ";
    String wayOut = ", or save the changes as another array (saveAs)";
    if (failed instanceof AccessDeniedException) {
      throw FileFault.explained(failed, ref.toString(), text + "check owner and mode of the folder" + wayOut);
    }
    return new StorageFaultException(ref + ": " + text + "make room or see to the disk" + wayOut, failed);
  }

  /** Writes the changes from the journal of this handle into the file. */
  private void finish(ArrayFileNames names, StateFile data, WriterLock lock, CrashPoints steps)
      throws IOException {
    lock.checkHeld(); // If it is not, the journal stays: the next writer finishes it.
    try (CommitJournal journal = CommitRecovery.own(names, array, data)) {
      if (!interrupted.equals(Optional.of(journal.attributes().identity()))
          || journal.relationTo(data) == CommitJournal.Relation.STALE) {
        throw refused(names.commitJournal()
            + ", its journal, was replaced while changes were committed; save them as another array (saveAs)");
      }
      orInterrupted(names, data, () -> journal.apply(data, steps));
      CommitRecovery.checkHasName(data);
      orInterrupted(names, data, () -> CommitRecovery.remove(names, steps));
    } catch (FileSystemException | ArrayFormatException refused) {
      throw refused;
    } catch (IOException failed) {
      throw interrupted(names, data, failed);
    }
    interrupted = Optional.empty();
    try {
      stamp = touched(data);
    } catch (IOException failed) {
      throw new StorageFaultException(
          ref + ": the changes are committed and durable, but the file cannot be looked at any more ("
              + FileFault.reason(failed)
              + "), so that this handle commits no others; see to the disk, and open it again",
          failed);
    }
  }

  /** Runs a part of a commit that the journal can repeat. */
  private void orInterrupted(ArrayFileNames names, StateFile data, UninterruptibleIo.Task part)
      throws IOException {
    try {
      part.run();
    } catch (IOException failed) {
      throw interrupted(names, data, failed);
    }
  }

  private StorageFaultException interrupted(ArrayFileNames names, StateFile data, IOException failed) {
    try {
      if (CommitRecovery.hasName(data)) {
        stamp = FileStamp.of(data.path()); // The changes so far are this handle's own.
      }
    } catch (IOException unseen) {
      failed.addSuppressed(unseen);
    }
    return new StorageFaultException(ref + ": the commit was interrupted (" + FileFault.reason(failed)
        + "); see to the disk and commit again, or run `mmap recover " + ref
        + "`: the missing changes are in "
        + names.commitJournal(), failed);
  }

  /** Gives the file a time of modification that no other handle knows, so that each notices the commit. */
  private FileStamp touched(StateFile data) throws IOException {
    FileStamp now = FileStamp.of(data.path());
    while (now.modified().equals(stamp.modified())) {
      LockSupport.parkNanos(NANOS_BETWEEN_TOUCHES);
      FileChannel file = data.channel();
      ByteBuffer first = ByteBuffer.allocate(1);
      file.read(first, array.offset());
      file.write(first.flip(), array.offset());
      now = FileStamp.of(data.path());
    }
    return now;
  }
}
