package org.mmaparrays.internal.publication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.checkpoint.CheckpointFile;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.ArrayKey;
import org.mmaparrays.internal.files.CrashPoints;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileIdentity;
import org.mmaparrays.internal.files.FileLength;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.FileOwnership;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.internal.locking.LockScope;
import org.mmaparrays.internal.locking.WriterLock;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Space;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Extension;
import org.mmaparrays.spi.Storage;

/**
 * A new array behind the part in use of an existing file: written and forced there, until one write of a few bytes makes it
 * part of the file. A crash before that leaves bytes of no array; the next writer that adds an array cuts them off.
 */
public final class StagedMember implements StagedArray {
  private final ArrayRef ref;
  private final ArraySpec spec;
  private final ArrayStore store;
  private final Extension extension;
  private final ArrayFileNames names;
  private final Path file;
  private final FileIdentity identity;
  private final byte[] before;
  private final Optional<Old> old;
  private byte @Nullable [] checkpoint;

  /** True once the staged member is published or discarded. */
  private boolean over;

  /** An array that loses its name, and the right to write it, which no other writer has meanwhile. */
  private record Old(ArrayKey key, WriterLock lock) {}

  private StagedMember(ArrayRef ref, ArraySpec spec, ArrayStore store, Extension extension, Optional<Old> old)
      throws IOException {
    this.ref = ref;
    this.spec = spec;
    this.store = store;
    this.extension = extension;
    this.names = ArrayFileNames.of(ArrayKey.of(ref, store, extension.storage()));
    this.file = names.file();
    this.identity = FileIdentity.of(file);
    this.old = old;
    this.before = UninterruptibleIo.repeatable(file, this::committed);
  }

  /**
   * Makes room for an array of zeros, and writes all that is said of it but for the commit. The caller holds the right to add
   * arrays to the file.
   *
   * @throws FileAlreadyExistsException if there is an array of the name, and the mode does not replace it
   */
  public static StagedMember stage(ArrayRef ref, ArraySpec spec, OpenMode mode, ArrayStore store, Space space)
      throws IOException {
    Extension extension = UninterruptibleIo.repeatable(ref.file(), () -> store.extend(ref, spec));
    if (extension.replaces() && mode == OpenMode.CREATE_NEW) {
      throw new FileAlreadyExistsException(ref.toString(), null,
          "exists already; choose another member, or replace it with OpenMode.CREATE");
    }
    Optional<Old> old = extension.replaces() ? old(ref, store) : Optional.empty();
    try {
      StagedMember member = new StagedMember(ref, spec, store, extension, old);
      old.ifPresent(replaced -> replaced.lock().dropWith(member));
      UninterruptibleIo.run(ref.file(), () -> member.write(space));
      return member;
    } catch (IOException | RuntimeException | Error e) {
      old.ifPresent(replaced -> replaced.lock().abandon());
      throw e;
    }
  }

  /** Returns the array that has the name; empty if it cannot be written. */
  private static Optional<Old> old(ArrayRef ref, ArrayStore store) throws IOException {
    Storage storage;
    try {
      storage = CompanionFiles.locate(store, ref);
    } catch (UnsupportedArrayException | ArrayFormatException unreadable) {
      return Optional.empty();
    }
    if (storage instanceof Storage.Contiguous contiguous) {
      ArrayKey key = ArrayKey.of(ref, store, contiguous);
      return Optional.of(new Old(key, WriterLock.claim(ref, LockScope.of(key, null).creating())));
    }
    return Optional.empty();
  }

  private void write(Space space) throws IOException {
    // A draft at the same place may have left them when its process died.
    for (Path left : files(names)) {
      Files.deleteIfExists(left);
    }
    try (FileChannel channel = open()) {
      channel.truncate(extension.inUse());
      try {
        new Reservation(ref, file, channel).make(extension.inUse(), extension.fileLength(), space);
        for (Allocation.Piece piece : extension.pieces()) {
          FileOps.write(channel, piece.bytes(), piece.position());
        }
        channel.force(true);
        FileLength.check(extension.storage(), channel.size());
      } catch (IOException | RuntimeException | Error e) {
        channel.truncate(extension.inUse());
        throw e;
      }
    }
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Returns the bytes that the commit is going to replace. */
  private byte[] committed() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(extension.commit().bytes().length);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (bytes.hasRemaining()
          && channel.read(bytes, extension.commit().position() + bytes.position()) >= 0) {
        // Until the buffer is full or the file ends.
      }
    }
    return bytes.array();
  }

  @Override
  public Storage.Contiguous storage() {
    return extension.storage();
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnsupportedOperationException always: it has none
   */
  @Override
  public ArrayRef staged() {
    throw new UnsupportedOperationException(ref
        + ": has no name of any kind until it is published, since it is part of an existing file; read it with openWritten()");
  }

  @Override
  public void addCheckpoint(byte[] content) {
    checkpoint = content.clone();
  }

  @Override
  public WriterLock publish(WriterLock lock, CrashPoints steps) throws IOException {
    lock.checkHeld();
    if (old.isPresent()) {
      old.get().lock().checkHeld();
    }
    // Before readers can see it: the creator of an array is its first writer.
    LockScope scope = LockScope.of(ArrayKey.of(ref, store, extension.storage()), null);
    WriterLock writer = WriterLock.claim(ref, scope.creating());
    try {
      UninterruptibleIo.run(ref.file(), () -> publish(steps));
    } catch (IOException | RuntimeException | Error e) {
      writer.abandon();
      throw e;
    }
    old.ifPresent(replaced -> replaced.lock().close());
    lock.close();
    return writer.exchange(ref, scope);
  }

  private void publish(CrashPoints steps) throws IOException {
    checkUnchanged();
    byte[] first = checkpoint;
    if (first != null) {
      steps.take(() -> CheckpointFile.make(names, first));
    }
    try {
      steps.take(() -> write(extension.commit().bytes()));
      over = true;
      verify();
    } catch (IOException | RuntimeException e) {
      withdraw(steps, e);
      throw e;
    }
    forgetOld(steps);
  }

  /** Checks that the file is as it was when the array was laid out: the commit would undo a change since. */
  private void checkUnchanged() throws IOException {
    if (!isUnchanged() || Files.size(file) < extension.fileLength()) {
      throw new FileSystemException(ref.file().toString(), null,
          "was replaced or changed by another program while an array was added; nothing was published: create the array"
              + " anew, and let one program at a time write the file");
    }
  }

  private boolean isUnchanged() throws IOException {
    return FileIdentity.find(file).filter(identity::equals).isPresent()
        && Arrays.equals(committed(), before);
  }

  private void write(byte[] commit) throws IOException {
    try (FileChannel channel = open()) {
      FileOps.write(channel, commit, extension.commit().position());
      channel.force(true);
    }
  }

  /** Reads the written array back as any other reader would. */
  private void verify() throws IOException {
    Storage storage = CompanionFiles.locate(store, ref);
    if (!storage.spec().equals(spec) || !(storage instanceof Storage.Contiguous found)
        || found.offset() != extension.storage().offset()) {
      throw new SpecMismatchException(ref.file(), spec + " with attributes " + spec.attributes(),
          storage.spec() + " with attributes " + storage.spec().attributes(),
          "store " + store.name() + " does not read back what it writes; nothing was created");
    }
  }

  private void withdraw(CrashPoints steps, Exception cause) {
    try {
      steps.take(() -> write(before));
      over = false;
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  /** Returns the files that this user's writers have left beside one array. */
  private static List<Path> files(ArrayFileNames names) throws IOException {
    List<Path> own = new ArrayList<>();
    for (Path file : List.of(names.checkpoint(), names.commitJournal(), names.unfinishedCommitJournal())) {
      if (FileAttributes.find(file).filter(FileOwnership::isOwn).isPresent()) {
        own.add(file);
      }
    }
    return own;
  }

  /** Removes the checkpoints and journals of the array that had the name; no other array can take them for its own. */
  private void forgetOld(CrashPoints steps) throws IOException {
    if (old.isPresent()) {
      for (Path left : files(ArrayFileNames.of(old.get().key()))) {
        steps.take(() -> Files.deleteIfExists(left));
      }
    }
  }

  @Override
  public void delete() throws IOException {
    if (over) {
      return;
    }
    over = true;
    try {
      UninterruptibleIo.run(ref.file(), this::cutOff);
    } finally {
      old.ifPresent(replaced -> replaced.lock().abandon());
    }
  }

  private void cutOff() throws IOException {
    Files.deleteIfExists(names.checkpoint());
    // Else the bytes behind the end may be another program's by now.
    if (isUnchanged()) {
      try (FileChannel channel = open()) {
        channel.truncate(extension.inUse());
      }
    }
  }
}
