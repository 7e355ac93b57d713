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
 * The files of one new array, in a hidden folder beside their place: written, forced and read back there, then renamed
 * into place, the data before what describes it.
 */
final class StagedFiles {
  private final ArrayRef ref;
  private final boolean replaces;
  private final Path target;
  private final List<Path> companions;
  private final Path folder;

  private StagedFiles(ArrayRef ref, boolean replaces, Path target, List<Path> companions, Path folder) {
    this.ref = ref;
    this.replaces = replaces;
    this.target = target;
    this.companions = companions;
    this.folder = folder;
  }

  /** Writes the files of an array of zeros and checks them by an independent read; on failure nothing is left. */
  static StagedFiles stage(ArrayRef ref, ArraySpec spec, OpenMode mode, ArrayStore store) throws IOException {
    boolean replaces = mode == OpenMode.CREATE;
    // Through a symbolic link to an existing file, that file is replaced and not the link.
    Path target =
        replaces && Files.exists(ref.file()) ? ref.file().toRealPath() : ref.file().toAbsolutePath();
    // Asked first, so that what the format cannot hold changes nothing on disk.
    List<Path> companions = store.allocate(at(ref, target), spec).companions().stream()
        .map(Allocation.Companion::file).toList();
    if (!replaces) {
      checkAbsent(target, companions);
    }
    Path folder = Files.createTempDirectory(parent(target), "." + name(target) + ".new-");
    StagedFiles files = new StagedFiles(ref, replaces, target, companions, folder);
    try {
      files.write(spec, store);
      files.verify(spec, store);
      return files;
    } catch (IOException | RuntimeException | Error e) {
      files.delete();
      throw e;
    }
  }

  /** The array while it is here. */
  ArrayRef staged() {
    return at(ref, folder.resolve(name(target)));
  }

  private static ArrayRef at(ArrayRef ref, Path file) {
    return ref.member().map(member -> ArrayRef.of(file, member)).orElseGet(() -> ArrayRef.of(file));
  }

  private static void checkAbsent(Path target, List<Path> companions) throws FileAlreadyExistsException {
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

  private void write(ArraySpec spec, ArrayStore store) throws IOException {
    Allocation allocation = store.allocate(staged(), spec);
    try (FileChannel channel = create(staged().file())) {
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
      if (!folder.equals(companion.file().getParent())) {
        throw new IllegalStateException(
            "store " + store.name() + " puts a companion outside the folder of the array: "
                + companion.file());
      }
      try (FileChannel channel = create(companion.file())) {
        write(channel, companion.content(), 0);
        channel.force(true);
      }
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static void write(FileChannel channel, byte[] bytes, long position) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
  }

  /** Reads back what was written as any other reader would, before anybody can rely on it. */
  private void verify(ArraySpec spec, ArrayStore store) throws IOException {
    Storage storage = store.locate(staged());
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

  /** Renames the files into place; whoever has the old ones open keeps them. */
  void publish() throws IOException {
    if (replaces) {
      for (Path companion : companions) {
        // The old description goes before the old data: it must never describe the new.
        Files.deleteIfExists(companion);
      }
      forceFolder();
      move(target);
    } else {
      linkNew();
    }
    for (Path companion : companions) {
      forceFolder();
      move(companion);
    }
    forceFolder();
  }

  private void move(Path file) throws IOException {
    Files.move(folder.resolve(name(file)), file, StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** A rename would replace what another process has created meanwhile; a hard link fails instead. */
  private void linkNew() throws IOException {
    Path staged = folder.resolve(name(target));
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

  private void forceFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(parent(target), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Removes what is still here; again does nothing. */
  void delete() throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }

  private static Path parent(Path file) {
    return Objects.requireNonNull(file.getParent(), "an absolute path of a file has a parent");
  }

  private static Path name(Path file) {
    return Objects.requireNonNull(file.getFileName(), "a path of a file has a name");
  }
}
