package org.mmaparrays;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Storage;

/**
 * The files of one new array, in a hidden folder beside their place: written, forced and read back there, until they are
 * given their names.
 */
final class StagedFiles {
  private static final int LONGEST_NAME_SHOWN = 40;

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
  static StagedFiles stage(ArrayRef ref, ArraySpec spec, OpenMode mode, ArrayStore store, Space space)
      throws IOException {
    boolean replaces = mode == OpenMode.CREATE;
    Path target = ref.file().toAbsolutePath();
    // Asked first, so that what the format cannot hold changes nothing on disk.
    List<Path> companions = store.allocate(at(ref, target), spec).companions().stream()
        .map(Allocation.Companion::file).toList();
    if (!replaces) {
      checkAbsent(target, companions);
    }
    Path folder = stagingFolder(ref, target);
    StagedFiles files = new StagedFiles(ref, replaces, target, companions, folder);
    try {
      Uninterrupted.run(() -> files.write(spec, store, space));
      files.verify(spec, store);
      return files;
    } catch (IOException | RuntimeException | Error e) {
      files.delete();
      throw e;
    }
  }

  private static Path stagingFolder(ArrayRef ref, Path target) throws IOException {
    try {
      return Files.createTempDirectory(parent(target), "." + shortened(name(target)) + ".new-");
    } catch (AccessDeniedException denied) {
      AccessDeniedException explained = new AccessDeniedException(ref.file().toString(), null,
          "no permission to write in its folder; check owner and mode of " + parent(target));
      explained.initCause(denied);
      throw explained;
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
        throw Publication.alreadyExists(file);
      }
    }
  }

  private void write(ArraySpec spec, ArrayStore store, Space space) throws IOException {
    Allocation allocation = store.allocate(staged(), spec);
    try (FileChannel channel = create(staged().file())) {
      new Reservation(ref, staged().file(), channel).make(allocation.fileLength(), space);
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

  /** Gives the files their names; whoever has the old ones open keeps them. */
  void publish() throws IOException {
    Uninterrupted.run(() -> new Publication(folder, target, companions).run(replaces));
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

  /** So that a name of any length still fits a name with something around it. */
  private static String shortened(Path name) {
    String text = name.toString();
    return text.substring(0, Math.min(text.length(), LONGEST_NAME_SHOWN));
  }

  static Path parent(Path file) {
    return Objects.requireNonNull(file.getParent(), "an absolute path of a file has a parent");
  }

  static Path name(Path file) {
    return Objects.requireNonNull(file.getFileName(), "a path of a file has a name");
  }
}
