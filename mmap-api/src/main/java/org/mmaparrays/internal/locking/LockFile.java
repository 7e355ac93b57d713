package org.mmaparrays.internal.locking;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.FileOwnership;
import org.mmaparrays.internal.files.StateFile;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.internal.linux.NativeFiles;
import org.mmaparrays.model.Writer;

/**
 * The writers' lock file of an array, open: records of text, and bytes far behind them that are locked and never written.
 *
 * <p>Record 0 is a heading; record 1 + i tells of the writer that has slot i. A writer locks one byte for its slot, and the bytes of
 * its {@link LockScope}; the system drops both when the writer's process ends, however that happens. The record of a slot that is not
 * locked is thus that of a writer that died. Only the locks keep writers apart: any program may have written any text there.
 *
 * <p>The name belongs to one file while any lock is held. A file is removed by its owner, behind the gate and without other locks; a
 * writer that has opened the file and got the gate looks whether the file still has the name.
 */
public final class LockFile implements Closeable {
  static final int SLOTS = 4096;
  static final int RECORD_BYTES = 512;

  private static final long GATE = 1L << 32;
  private static final long FIRST_SLOT = GATE + 1;

  private static final String HEADING =
      "mmap-arrays: writers of the array beside this file. It goes by itself; a lock ends with its process.";

  private static final int RECORDS_AT_ONCE = 16;
  private static final int MOST_ATTEMPTS = 1000;
  private static final int ATTEMPTS_IF_DENIED = 20;
  private static final long NANOS_IF_DENIED = 5_000_000;
  private static final long GATE_SECONDS = 20;
  private static final long NANOS_BETWEEN_TRIES = 200_000;

  private final ArrayFileNames names;
  private final LockableFile file;

  private LockFile(ArrayFileNames names, LockableFile file) {
    this.names = names;
    this.file = file;
  }

  /** A record of a writer that is alive, or that died while it wrote in place. */
  record Entry(int slot, Writer writer, LockScope scope) {
    boolean isInWayOf(LockScope other) {
      return writer.alive() && scope.excludes(other);
    }
  }

  /**
   * Opens the lock file of an array for a writer, and creates it if there is none.
   *
   * @throws FileSystemException if anything else has the name, be it a lock file of a user without permission to write the array, or the
   *     system refuses
   */
  static LockFile open(ArrayFileNames names) throws IOException {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      boolean exists = FileOps.exists(names.lock());
      try {
        Optional<LockFile> file = exists ? open(names, NativeFiles.READ_WRITE) : Optional.of(create(names));
        if (file.isPresent()) {
          return file.get();
        }
      } catch (FileAlreadyExistsException | NoSuchFileException meanwhile) {
        // Another writer was quicker.
      } catch (AccessDeniedException denied) {
        if (!exists || attempt >= ATTEMPTS_IF_DENIED) {
          throw explained(names, exists, denied);
        }
        LockSupport.parkNanos(NANOS_IF_DENIED); // Another user may be about to share the file, or to remove it.
      }
    }
    throw new FileSystemException(names.lock().toString(), null,
        "is created and removed again and again; try again later");
  }

  /**
   * Creates the file for the users that may write the array, and no others: a lock for reading, which takes permission to read,
   * would keep writers out.
   */
  private static LockFile create(ArrayFileNames names) throws IOException {
    Optional<FileAttributes> array = FileAttributes.find(names.file());
    int sharing = FileAttributes.WRITE_BY_GROUP | FileAttributes.WRITE_BY_OTHERS;
    // The bits that the system leaves show which users may write files that this process makes.
    LockableFile file = LockableFile.open(names.lock(), NativeFiles.READ_WRITE | NativeFiles.CREATE_NEW,
        array.isPresent() ? FileAttributes.BY_OWNER : FileAttributes.BY_OWNER | sharing);
    try {
      if ((array.orElse(file.attributes).mode() & sharing) != 0) {
        file.shareWithWriters(array.map(exists -> names.file()));
      }
      return new LockFile(names, file);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /**
   * Opens the lock file of an array for a reader, with no more than permission to read it.
   *
   * @return empty if there is none, or one of a user without permission to write the array, which is ignored with one warning
   * @throws AccessDeniedException if this user may not read it
   * @throws FileSystemException if it is no regular file
   */
  static Optional<LockFile> find(ArrayFileNames names) throws IOException {
    try {
      return open(names, NativeFiles.READ_ONLY);
    } catch (NoSuchFileException removed) {
      return Optional.empty();
    } catch (AccessDeniedException denied) {
      throw FileFault.explained(denied, names.lock().toString(), "cannot be read, so that the writers of "
          + names.file() + " are not known; it belongs to " + FileOwnership.owner(names.lock())
          + ", and is there for users who may write the array");
    }
  }

  /** Empty if another file has the name by now, or, for a reader, one that is to be ignored. */
  private static Optional<LockFile> open(ArrayFileNames names, int access) throws IOException {
    FileAttributes found = FileAttributes.of(names.lock(), LinkOption.NOFOLLOW_LINKS);
    if (!isTrusted(names, found)) {
      if (access == NativeFiles.READ_ONLY) {
        StateFile.warnOfStranger(names.lock());
        return Optional.empty();
      }
      throw refused(names, "belongs to " + FileOwnership.owner(names.lock())
          + ", who may not write the array: have it removed by its owner or the folder's, or open with OpenMode.READ");
    }
    if (!found.isRegular()) {
      throw refused(names, "is " + found.kind() + ": remove it");
    }
    if (found.links() > 1) {
      throw refused(names,
          "has " + found.links() + " names (hard links): remove it while no writer is at work");
    }
    LockableFile file = LockableFile.open(names.lock(), access, 0);
    if (file.attributes.isSameFile(found)) {
      return Optional.of(new LockFile(names, file));
    }
    file.close();
    return Optional.empty();
  }

  private static FileSystemException refused(ArrayFileNames names, String reason) {
    return new FileSystemException(names.file().toString(), null,
        names.lock() + ", which keeps writers apart, " + reason);
  }

  /** The owner of the file can remove it, and thereby let a second writer in. */
  private static boolean isTrusted(ArrayFileNames names, FileAttributes lock) throws IOException {
    Optional<FileAttributes> array = FileAttributes.find(names.file());
    if (array.isPresent()) {
      return FileOwnership.isTrusted(names.lock(), lock, array.get());
    }
    FileAttributes folder = FileAttributes.of(FileOps.parent(names.lock()));
    return !folder.isSticky() || FileOwnership.isOwnerTrusted(lock, folder);
  }

  private static FileSystemException explained(ArrayFileNames names, boolean exists,
      AccessDeniedException denied) {
    return FileFault.explained(denied, names.file().toString(), exists
        ? "cannot open " + names.lock() + ", which keeps writers apart and belongs to "
            + FileOwnership.owner(names.lock())
            + ": no permission; wait until that user's writers have ended, have the"
            + " file removed if none is at work, open with OpenMode.READ, or copy the array"
        : "cannot make " + names.lock()
            + ", which keeps writers apart: no permission to write in its folder; "
            + (FileOps.exists(names.file())
                ? "get permission, open with OpenMode.READ or COPY_ON_WRITE, or copy the array"
                : "check owner and mode of the folder, or choose another"));
  }

  Path path() {
    return names.lock();
  }

  /**
   * Runs work while no other thread or process has the gate.
   *
   * @return empty, and nothing was run, if the file has lost its name
   * @throws IOException if another process has the gate for long: one that is stopped, or a file system that loses locks
   */
  synchronized <T> Optional<T> inGate(UninterruptibleIo.Call<T> work) throws IOException {
    awaitGate();
    try {
      return FileAttributes.find(path()).filter(file.attributes::isSameFile).isPresent()
          ? Optional.of(work.call())
          : Optional.empty();
    } finally {
      file.unlock(GATE, 1);
    }
  }

  private void awaitGate() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GATE_SECONDS);
    boolean interrupted = false;
    try {
      while (!file.tryLock(GATE, 1)) {
        if (System.nanoTime() - deadline > 0) {
          throw new FileSystemException(path().toString(), null, "another process has held this file for "
              + GATE_SECONDS + " seconds; look for a writer that is stopped, and try again");
        }
        interrupted |= Thread.interrupted(); // Else it would not pause.
        LockSupport.parkNanos(NANOS_BETWEEN_TRIES);
      }
    } catch (FileSystemException late) {
      throw late;
    } catch (IOException unable) {
      throw new IOException(path() + ": the file system does not lock files (" + FileFault.reason(unable)
          + "), so that writers cannot be kept apart; write on a local disk, or have locks enabled where it is mounted",
          unable);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Locks the bytes of a scope, if no other writer has any that it excludes; behind the gate. */
  boolean tryLock(LockScope scope) throws IOException {
    boolean taken = file.tryLock(scope.own());
    if (taken && file.isLocked(scope.foreign())) {
      file.unlock(scope.own());
      return false;
    }
    return taken;
  }

  void unlock(LockScope scope) throws IOException {
    file.unlock(scope.own());
  }

  /** Returns whether another writer has locked some of the bytes of a scope. */
  boolean isLocked(LockScope scope) throws IOException {
    return file.isLocked(scope.own());
  }

  /** Returns whether the system has the locks of the writer that has a slot, on this file; first asked when it was just taken. */
  boolean stillHolds(int slot) throws IOException {
    return file.stillHolds(FIRST_SLOT + slot);
  }

  /**
   * Takes a slot, and writes its record. Records of writers that died stay, until others have closed their rows properly or there is
   * no other slot.
   */
  int takeSlot(LockScope scope) throws IOException {
    List<Integer> kept = entries().stream().map(Entry::slot).toList();
    for (int turn = 0; turn < 2 * SLOTS; turn++) {
      int slot = turn % SLOTS;
      if ((turn >= SLOTS || !kept.contains(slot)) && file.tryLock(FIRST_SLOT + slot, 1)) {
        if (slot == 0) {
          write(0, HEADING);
        }
        write(slot, scope);
        return slot;
      }
    }
    throw new IOException(
        path() + ": all " + SLOTS + " places for writers are taken; let fewer write at once");
  }

  /** Gives back a slot; its record has been removed, or becomes that of a dead writer. */
  void unlock(int slot) throws IOException {
    file.unlock(FIRST_SLOT + slot, 1);
  }

  /** Writes the record of a slot of this process, which starts to write now. */
  void write(int slot, LockScope scope) throws IOException {
    write(1 + slot, LockRecord.here(scope).text());
  }

  /** Removes the record of a slot. */
  void blank(int slot) throws IOException {
    write(1 + slot, "");
  }

  private void write(int record, String text) throws IOException {
    byte[] bytes = new byte[RECORD_BYTES];
    Arrays.fill(bytes, (byte) ' ');
    bytes[RECORD_BYTES - 1] = '\n';
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, bytes, 0, Math.min(ascii.length, RECORD_BYTES - 1));
    file.write((long) record * RECORD_BYTES, bytes);
  }

  /** Reads the records of writers that are alive, or died while they wrote in place; any other text counts for nothing. */
  List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    byte[] bytes;
    int slot = 0;
    do {
      bytes = read(slot, RECORDS_AT_ONCE);
      for (int at = 0; at < bytes.length; at += RECORD_BYTES, slot++) {
        entry(slot, text(bytes, at)).ifPresent(entries::add);
      }
    } while (bytes.length == RECORDS_AT_ONCE * RECORD_BYTES && slot < SLOTS);
    return entries;
  }

  private Optional<Entry> entry(int slot, String text) throws IOException {
    Optional<LockRecord> record = LockRecord.parse(text);
    if (record.isEmpty()) {
      return Optional.empty();
    }
    boolean alive = file.isLocked(FIRST_SLOT + slot, 1);
    // A writer that has closed since removed the record before it unlocked the slot.
    boolean dead = !alive && record.get().scope().inPlace() && text(read(slot, 1), 0).equals(text);
    return alive || dead
        ? Optional.of(new Entry(slot, record.get().writer(alive), record.get().scope()))
        : Optional.empty();
  }

  private byte[] read(int slot, int count) throws IOException {
    return file.read((1L + slot) * RECORD_BYTES, count * RECORD_BYTES);
  }

  private static String text(byte[] bytes, int at) {
    int length = Math.clamp(bytes.length - at, 0, RECORD_BYTES);
    return new String(bytes, Math.min(at, bytes.length), length, StandardCharsets.ISO_8859_1).strip();
  }

  /** Removes the records of dead writers that wrote nothing outside a scope; of these, the newest can be kept. */
  void forgetDead(LockScope scope, boolean keepsNewest) throws IOException {
    List<Entry> dead = entries().stream()
        .filter(entry -> !entry.writer().alive() && scope.contains(entry.scope()))
        .sorted(Comparator.comparing(entry -> entry.writer().since())).toList();
    for (Entry entry : dead.subList(0, Math.max(0, keepsNewest ? dead.size() - 1 : dead.size()))) {
      blank(entry.slot());
    }
  }

  /** Removes the file if it tells of no writer; behind the gate. The file of another user is left to that user. */
  void removeIfUnused() throws IOException {
    if (FileOwnership.isOwn(file.attributes) && !file.isLocked(FIRST_SLOT, Long.MAX_VALUE - FIRST_SLOT)
        && entries().isEmpty()) {
      try {
        Files.deleteIfExists(path());
      } catch (FileSystemException refused) {
        System.getLogger(LockFile.class.getName()).log(Logger.Level.DEBUG, path() + ": cannot be removed",
            refused);
      }
    }
  }

  /** Gives all locks back. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
