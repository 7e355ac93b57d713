package org.mmaparrays;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Storage;

/**
 * Makes the files of one new array: staged in a folder of their own, forced, checked by an independent reopen, then
 * published by renaming, the data before what describes it.
 */
final class Creation {
  private final ArrayRef ref;
  private final ArraySpec spec;
  private final ArrayStore store;

  Creation(ArrayRef ref, ArraySpec spec, ArrayStore store) {
    this.ref = ref;
    this.spec = spec;
    this.store = store;
  }

  StoredArray run(OpenMode mode) throws IOException {
    Candidates.target(ref.file());
    MemberCheck.check(ref, store);
    Path target = target(mode);
    Path folder = Objects.requireNonNull(target.getParent(), "an absolute path of a file has a parent");
    Path name = Objects.requireNonNull(target.getFileName(), "a path of a file has a name");
    // Asked first, so that what the format cannot hold changes nothing on disk.
    List<Path> companions =
        store.allocate(at(target), spec).companions().stream().map(Allocation.Companion::file).toList();
    if (mode == OpenMode.CREATE_NEW) {
      checkAbsent(target, companions);
    }
    Path staging = Files.createTempDirectory(folder, "." + name + ".new-");
    try {
      stage(staging.resolve(name));
      publish(staging, target, companions, mode);
    } finally {
      deleteTree(staging);
    }
    return ArrayOpener.of(ref).store(store).map(mode);
  }

  /** Where the file goes: through a symbolic link to an existing file, that file is replaced and not the link. */
  private Path target(OpenMode mode) throws IOException {
    Path file = ref.file();
    return mode == OpenMode.CREATE && Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
  }

  private ArrayRef at(Path file) {
    return ref.member().map(member -> ArrayRef.of(file, member)).orElseGet(() -> ArrayRef.of(file));
  }

  private void checkAbsent(Path target, List<Path> companions) throws FileAlreadyExistsException {
    List<Path> files = new ArrayList<>(companions);
    files.addFirst(target);
    for (Path file : files) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw alreadyExists(file);
      }
    }
  }

  private static FileAlreadyExistsException alreadyExists(Path file) {
    return new FileAlreadyExistsException(
        file.toString(), null,
        "exists already; choose another name, remove it, or replace it with OpenMode.CREATE");
  }

  private void stage(Path file) throws IOException {
    Allocation allocation = store.allocate(at(file), spec);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      if (allocation.fileLength() > 0) {
        // One byte at the end sets the length; the rest stays a hole that reads as zeros.
        write(channel, new byte[1], allocation.fileLength() - 1);
      }
      for (Allocation.Piece piece : allocation.pieces()) {
        write(channel, piece.bytes(), piece.position());
      }
      channel.force(true);
    }
    for (Allocation.Companion companion : allocation.companions()) {
      if (!Objects.equals(companion.file().getParent(), file.getParent())) {
        throw new IllegalStateException(
            "store " + store.name() + " puts a companion outside the folder of the array: "
                + companion.file());
      }
      try (FileChannel channel =
          FileChannel.open(companion.file(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        write(channel, companion.content(), 0);
        channel.force(true);
      }
    }
    verify(file);
  }

  private static void write(FileChannel channel, byte[] bytes, long position) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
  }

  /** Reads back what was staged as any other reader would, before anybody can rely on it. */
  private void verify(Path staged) throws IOException {
    Storage storage = store.locate(at(staged));
    if (!storage.spec().equals(spec)) {
      throw new SpecMismatchException(
          ref.file(),
          spec + " with attributes " + spec.attributes(),
          storage.spec() + " with attributes " + storage.spec().attributes(),
          "store " + store.name() + " does not read back what it writes; nothing was created");
    }
    switch (storage) {
      case Storage.Contiguous contiguous -> Mapping.checkSize(contiguous, Files.size(contiguous.file()));
    }
  }

  private void publish(Path staging, Path target, List<Path> companions, OpenMode mode) throws IOException {
    if (mode == OpenMode.CREATE_NEW) {
      linkNew(staging, target);
    } else {
      for (Path companion : companions) {
        // The old description goes before the old data: it must never describe the new.
        Files.deleteIfExists(companion);
      }
      forceFolder(target);
      Files.move(staging.resolve(name(target)), target, StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
    forceFolder(target);
    for (Path companion : companions) {
      Files.move(staging.resolve(name(companion)), companion, StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
    if (!companions.isEmpty()) {
      forceFolder(target);
    }
  }

  /** A rename would replace what another process has created meanwhile; a hard link fails instead. */
  private static void linkNew(Path staging, Path target) throws IOException {
    Path staged = staging.resolve(name(target));
    try {
      Files.createLink(target, staged);
    } catch (FileAlreadyExistsException e) {
      FileAlreadyExistsException explained = alreadyExists(target);
      explained.initCause(e);
      throw explained;
    } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
      Files.move(staged, target);
    }
  }

  private static Path name(Path file) {
    return Objects.requireNonNull(file.getFileName(), "a path of a file has a name");
  }

  private static void forceFolder(Path file) throws IOException {
    try (FileChannel folder =
        FileChannel.open(Objects.requireNonNull(file.getParent(), "absolute"), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static void deleteTree(Path staging) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(staging)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(staging);
  }
}
