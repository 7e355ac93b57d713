package org.mmaparrays.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.mmaparrays.ArrayRef;
import org.mmaparrays.ArraySpec;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.OpenMode;
import org.mmaparrays.StoredArray;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Capability;

/**
 * A new array that has its name only once it has its elements: filled in a hidden folder beside the target, then moved.
 *
 * <p>{@link ArrayStores#create} publishes an array of zeros, which is whole; one that is still being filled would look
 * just like it. Whatever ends the command early, an error or an interrupt, the target is as it was before.
 */
final class Staging implements AutoCloseable {
  private final ArrayRef ref;
  private final ArraySpec spec;
  private final ArrayStore store;
  private final boolean replace;
  private final Path target;
  private final List<Path> companions;
  private final Path folder;
  private final Thread onInterrupt = new Thread(this::deleteFolderOnInterrupt);

  /**
   * Checks that the array can be created, and makes the folder.
   *
   * @throws FileAlreadyExistsException if there is such a file and it is not to be replaced
   * @throws IOException if the array cannot be created; nothing has changed
   */
  Staging(ArrayRef ref, ArraySpec spec, ArrayStore store, boolean replace) throws IOException {
    this.ref = ref;
    this.spec = spec;
    this.store = store;
    this.replace = replace;
    checkTarget();
    if (ref.member().isPresent() && !store.capabilities().contains(Capability.MEMBERS)) {
      throw new CommandFailure(ref, "a " + store.name() + " file holds one array; drop what follows '#'");
    }
    this.target = replace && Files.exists(ref.file()) ? ref.file().toRealPath() : ref.file().toAbsolutePath();
    this.companions =
        store.allocate(at(target), spec).companions().stream().map(Allocation.Companion::file).toList();
    for (Path companion : companions) {
      checkAbsent(companion);
    }
    this.folder = Files.createTempDirectory(parent(target), "." + name(target) + ".new-");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
  }

  private void checkTarget() throws IOException {
    Path file = ref.file();
    Path parent = parent(file.toAbsolutePath());
    if (!Files.isDirectory(parent)) {
      throw new NoSuchFileException(file.toString(), null,
          "the folder " + parent + " does not exist; create it first");
    }
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a folder; name an array file");
    }
    checkAbsent(file);
    if (Files.exists(file) && (!Files.isRegularFile(file) || ref.member().isPresent())) {
      throw new CommandFailure(
          ref,
          Files.isRegularFile(file)
              ? "replacing would remove all other members of the file too; choose a new file"
              : "is not a regular file and is not replaced; choose another name");
    }
  }

  private void checkAbsent(Path file) throws FileAlreadyExistsException {
    if (!replace && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(file.toString());
    }
  }

  private ArrayRef at(Path file) {
    return ref.member().map(member -> ArrayRef.of(file, member)).orElseGet(() -> ArrayRef.of(file));
  }

  /**
   * Checks that the disk has room for all elements: a file may be larger than its disk until it is written to.
   *
   * @throws CommandFailure if it has not
   */
  void checkSpace() throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < spec.byteSize()) {
      throw new CommandFailure(
          ref, "needs " + spec.byteSize() + " bytes, and the disk has " + free
              + " free; make room, or choose another disk");
    }
  }

  /** Creates the array, of zeros, under its temporary name. */
  StoredArray create() throws IOException {
    return ArrayStores.create(staged(), spec, OpenMode.CREATE_NEW, store);
  }

  /** Opens the array under its temporary name, as any other reader would. */
  StoredArray reopen() throws IOException {
    return ArrayStores.opener(staged()).store(store).expect(spec).open();
  }

  private ArrayRef staged() {
    return at(folder.resolve(name(target)));
  }

  /** Gives the array its name: data before what describes it, so that no description is ever of other data. */
  void publish() throws IOException {
    Path data = folder.resolve(name(target));
    if (replace) {
      for (Path companion : companions) {
        Files.deleteIfExists(companion);
      }
      forceParent();
      Files.move(data, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } else {
      linkNew(data);
    }
    for (Path companion : companions) {
      forceParent();
      Files.move(folder.resolve(name(companion)), companion, StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
    forceParent();
  }

  /** A rename would replace what another process has created meanwhile; a hard link fails instead. */
  private void linkNew(Path data) throws IOException {
    try {
      Files.createLink(target, data);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
      Files.move(data, target);
    }
  }

  private void forceParent() throws IOException {
    try (FileChannel channel = FileChannel.open(parent(target), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Removes what has not been published. */
  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(onInterrupt);
    } catch (IllegalStateException alreadyExiting) {
      return; // The hook runs, and does the same.
    }
    deleteFolder();
  }

  private void deleteFolder() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.delete(folder);
  }

  private void deleteFolderOnInterrupt() {
    try {
      deleteFolder();
    } catch (IOException e) {
      // The folder is hidden and has a telling name; there is nobody left to tell.
    }
  }

  private static Path parent(Path file) {
    return Objects.requireNonNull(file.getParent(), "an absolute path of a file has a parent");
  }

  private static Path name(Path file) {
    return Objects.requireNonNull(file.getFileName(), "a path of a file has a name");
  }
}
