package org.mmaparrays;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Storage;

/**
 * The files of one new array, in a hidden folder beside their place: written, forced and read back there, until they are
 * given their names.
 */
final class StagedFiles implements StagedArray {
  private final ArrayRef ref;
  private final ArrayStore store;
  private final ArrayFileNames names;
  private final Path target;
  private final List<Path> companions;
  private final StagingFolder folder;
  private Storage.@Nullable Contiguous storage;

  private StagedFiles(ArrayRef ref, ArrayStore store, ArrayFileNames names, Path target,
      List<Path> companions,
      StagingFolder folder) {
    this.ref = ref;
    this.store = store;
    this.names = names;
    this.target = target;
    this.companions = companions;
    this.folder = folder;
  }

  /**
   * Writes the files of an array of zeros and checks them by an independent read; on failure nothing is left.
   * The caller holds the {@link WriterLock}.
   */
  static StagedFiles stage(ArrayRef ref, ArraySpec spec, OpenMode mode, ArrayStore store, Space space)
      throws IOException {
    boolean replaces = mode == OpenMode.CREATE;
    Path target = ref.file().toAbsolutePath();
    // Asked first, so that what the format cannot hold changes nothing on disk.
    List<Path> companions = store.allocate(at(ref, target), spec).companions().stream()
        .map(companion -> CompanionFiles.place(target, companion.name())).toList();
    if (!replaces) {
      checkAbsent(target, companions);
    }
    checkNoFolders(companions);
    ArrayFileNames names = ArrayFileNames.of(ArrayRef.of(ref.file()));
    StagedFiles files = new StagedFiles(ref, store, names, target, companions, newFolder(ref, names, target));
    try {
      UninterruptibleIo.run(ref.file(), () -> {
        files.folder.prepare(replaces);
        files.write(spec, space);
      });
      files.storage = files.verify(spec);
      return files;
    } catch (IOException | RuntimeException | Error e) {
      files.delete();
      throw e;
    }
  }

  private static StagingFolder newFolder(ArrayRef ref, ArrayFileNames names, Path target) throws IOException {
    try {
      return new StagingFolder(Files.createTempDirectory(FileOps.parent(target), names.stagingPrefix()));
    } catch (AccessDeniedException denied) {
      throw FileFault.explained(denied, ref.file().toString(),
          "no permission to write in its folder; check owner and mode of " + FileOps.parent(target));
    }
  }

  @Override
  public ArrayRef staged() {
    return at(ref, folder.staged(target));
  }

  private static ArrayRef at(ArrayRef ref, Path file) {
    return ref.member().map(member -> ArrayRef.of(file, member)).orElseGet(() -> ArrayRef.of(file));
  }

  static void checkAbsent(Path target, List<Path> companions) throws FileAlreadyExistsException {
    List<Path> files = new ArrayList<>(companions);
    files.addFirst(target);
    for (Path file : files) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw Publication.alreadyExists(file);
      }
    }
  }

  private static void checkNoFolders(List<Path> companions) throws FileSystemException {
    for (Path companion : companions) {
      if (Files.isDirectory(companion, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileSystemException(companion.toString(), null,
            "is a folder, where a file that describes the array has to be; remove it");
      }
    }
  }

  private void write(ArraySpec spec, Space space) throws IOException {
    Allocation allocation = store.allocate(staged(), spec);
    try (FileChannel channel = create(staged().file())) {
      new Reservation(ref, staged().file(), channel).make(0, allocation.fileLength(), space);
      for (Allocation.Piece piece : allocation.pieces()) {
        FileOps.write(channel, piece.bytes(), piece.position());
      }
      channel.force(true);
    }
    for (Allocation.Companion companion : allocation.companions()) {
      writeNew(CompanionFiles.place(staged().file(), companion.name()), companion.content());
    }
  }

  static void writeNew(Path file, byte[] content, FileAttribute<?>... attributes) throws IOException {
    try (FileChannel channel = create(file, attributes)) {
      FileOps.write(channel, content, 0);
      channel.force(true);
    }
  }

  private static FileChannel create(Path file, FileAttribute<?>... attributes) throws IOException {
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes);
  }

  /** Reads back what was written as any other reader would, before anybody can rely on it. */
  private Storage.Contiguous verify(ArraySpec spec) throws IOException {
    Storage found = CompanionFiles.locate(store, staged());
    if (!found.spec().equals(spec)) {
      throw new SpecMismatchException(
          ref.file(),
          spec + " with attributes " + spec.attributes(),
          found.spec() + " with attributes " + found.spec().attributes(),
          "store " + store.name() + " does not read back what it writes; nothing was created");
    }
    return switch (found) {
      case Storage.Contiguous contiguous -> {
        Mapping.checkSize(contiguous, Files.size(contiguous.file()));
        yield contiguous;
      }
      case Storage.Decoded decoded ->
        throw new UnsupportedArrayException(ref.file(), "store " + store.name() + " reads what it creates as "
            + decoded.encoding() + ", which cannot be filled in place; nothing was created");
    };
  }

  @Override
  public Storage.Contiguous storage() {
    return Objects.requireNonNull(storage, "verified before anybody gets hold of this");
  }

  @Override
  public StoredArray open(ArrayOpener opener) throws IOException {
    return ArrayStores.opener(staged()).store(store).allowNetwork().open();
  }

  /** The array once it is published. */
  private ArrayKey key() {
    return ArrayKey.of(ref, store, storage());
  }

  @Override
  public void addCheckpoint(byte[] content) throws IOException {
    addFirst(ArrayFileNames.of(key()).checkpoint(), content);
  }

  @Override
  public WriterLock publish(WriterLock lock, CrashPoints steps) throws IOException {
    publish(steps);
    return lock.exchange(ref, key().claim(null));
  }

  /**
   * Adds a small file that is published before the data: what is said of elements that are not there yet must not be
   * missing once they are.
   *
   * @param file where it goes, beside the array; one that is there is replaced, or stays if the publication fails
   */
  void addFirst(Path file, byte[] content) throws IOException {
    UninterruptibleIo.run(ref.file(), () -> writeNew(folder.first().resolve(FileOps.name(file)), content));
  }

  /** Gives the files their names; whoever has the old ones open keeps them. */
  void publish(CrashPoints steps) throws IOException {
    for (Path companion : companions) {
      if (!Files.exists(folder.staged(companion))) {
        throw new NoSuchFileException(folder.staged(companion).toString(), null,
            "was removed before it could be published; create the array anew");
      }
    }
    UninterruptibleIo.run(ref.file(), () -> Publication.publish(names, target, folder, steps));
  }

  @Override
  public void delete() throws IOException {
    folder.delete(CrashPoints.ALL);
  }
}
