package org.mmaparrays.internal.publication;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.ArrayKey;
import org.mmaparrays.internal.files.CrashPoints;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.files.FileLength;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.FileOwnership;
import org.mmaparrays.internal.files.Transition;
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
import org.mmaparrays.spi.Storage;

/**
 * The files of one new array, in a hidden folder beside their place: written, forced and read back there, until they are
 * given their names.
 */
public final class StagedFiles implements StagedArray {
  private final ArrayRef ref;
  private final ArrayStore store;
  private final ArrayFileNames names;
  private final Path target;
  private final boolean replaces;
  private final StagingFolder folder;
  private final Map<String, byte[]> companions = new TreeMap<>();
  private Optional<byte[]> checkpoint = Optional.empty();
  private Storage.@Nullable Contiguous storage;
  private @Nullable FileAttributes made;

  private StagedFiles(ArrayRef ref, ArrayStore store, ArrayFileNames names, Path target, boolean replaces,
      StagingFolder folder) {
    this.ref = ref;
    this.store = store;
    this.names = names;
    this.target = target;
    this.replaces = replaces;
    this.folder = folder;
  }

  /**
   * Writes the files of an array of zeros and checks them by an independent read; on failure nothing is left.
   * The caller holds the {@link WriterLock}.
   *
   * @param mayChangeOwner as {@link FileOwnership#take} has it, where a file is replaced
   */
  public static StagedFiles stage(ArrayRef ref, ArraySpec spec, OpenMode mode, ArrayStore store, Space space,
      boolean mayChangeOwner) throws IOException {
    boolean replaces = mode == OpenMode.CREATE;
    Path target = ref.file().toAbsolutePath();
    // Asked first, so that an array that the format cannot hold changes nothing on disk.
    Allocation allocation =
        UninterruptibleIo.repeatable(ref.file(), () -> store.allocate(at(ref, target), spec));
    List<String> names = store.companions(target);
    for (Allocation.Companion companion : allocation.companions()) {
      checkCompanion(store, companion, names);
    }
    if (!replaces) {
      checkAbsent(target, allocation.companions().stream().map(Allocation.Companion::name).toList());
    }
    checkNoFolders(target, names);
    ArrayFileNames beside = ArrayFileNames.of(ArrayRef.of(ref.file()));
    if (!replaces) {
      checkNoJournal(beside);
    }
    StagedFiles files = new StagedFiles(ref, store, beside, target, replaces, newFolder(ref, beside));
    try {
      UninterruptibleIo.run(ref.file(), () -> files.write(allocation, space, mayChangeOwner));
      files.storage = files.verify(spec);
      return files;
    } catch (IOException | RuntimeException | Error e) {
      try {
        files.delete();
      } catch (IOException untidy) {
        e.addSuppressed(untidy);
      }
      throw e;
    }
  }

  /** Checks that no commit to a file of the name was interrupted, whose changes the new array would make worthless. */
  private static void checkNoJournal(ArrayFileNames names) throws IOException {
    for (Path journal : new StaleFiles(names).journals()) {
      if (!journal.equals(names.unfinishedCommitJournal())) {
        throw new FileAlreadyExistsException(journal.toString(), null, "has changes for "
            + names.file().getFileName() + ", which is not there; put that file back, run `mmap recover"
            + " --discard-journal`, or replace both with OpenMode.CREATE");
      }
    }
  }

  private static void checkCompanion(ArrayStore store, Allocation.Companion companion, List<String> names) {
    if (!names.contains(companion.name())) {
      throw new IllegalStateException("store " + store.name() + " makes a companion '" + companion.name()
          + "', which is none of those that it names: " + names);
    }
    if (companion.content().length > CompanionFiles.MOST_BYTES) {
      throw new IllegalStateException(
          "store " + store.name() + " makes a companion of " + companion.content().length
              + " bytes; at most " + CompanionFiles.MOST_BYTES + " are read");
    }
  }

  private static StagingFolder newFolder(ArrayRef ref, ArrayFileNames names) throws IOException {
    try {
      return StagingFolder.make(names);
    } catch (AccessDeniedException denied) {
      throw FileFault.explained(denied, ref.file().toString(),
          "no permission to write in its folder; check owner and mode of " + FileOps.parent(names.file()));
    }
  }

  @Override
  public ArrayRef staged() {
    return at(ref, folder.staged(target));
  }

  private static ArrayRef at(ArrayRef ref, Path file) {
    return ref.member().map(member -> ArrayRef.of(file, member)).orElseGet(() -> ArrayRef.of(file));
  }

  /** Checks that neither the data file nor a description of it is there; one of a creation that was cut short counts as none. */
  public static void checkAbsent(Path target, List<String> companions) throws IOException {
    if (FileOps.exists(target)) {
      throw Publication.alreadyExists(target);
    }
    for (String name : companions) {
      Path place = CompanionFiles.place(target, name);
      Optional<byte[]> bytes = FileOps.exists(place) && !Files.isDirectory(place)
          ? CompanionFiles.bytes(place)
          : Optional.empty();
      if (bytes.isPresent() && !isOfFirstCreation(place, bytes.get())) {
        throw new FileAlreadyExistsException(place.toString(), null, "describes " + target.getFileName()
            + ", which is not there; put that file back, remove this one, or replace both with OpenMode.CREATE");
      }
    }
  }

  /** Returns whether a description is that of a first creation which was cut short: one of a replacement may be of a file that is elsewhere. */
  private static boolean isOfFirstCreation(Path place, byte[] bytes) {
    try {
      return Transition.parse(place, bytes).filter(record -> record.entries().size() == 1).isPresent();
    } catch (ArrayFormatException damaged) {
      return false;
    }
  }

  private static void checkNoFolders(Path target, List<String> companions) throws FileSystemException {
    for (String name : companions) {
      Path companion = CompanionFiles.place(target, name);
      if (Files.isDirectory(companion, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileSystemException(companion.toString(), null,
            "is a folder, where a file that describes the array has to be; remove it");
      }
    }
  }

  private void write(Allocation allocation, Space space, boolean mayChangeOwner) throws IOException {
    Path data = staged().file();
    boolean takesOver = replaces && Files.exists(target);
    try (FileChannel channel = takesOver ? FileOps.createPrivate(data) : FileOps.create(data)) {
      if (takesOver) {
        FileOwnership.take(data, target, mayChangeOwner);
      }
      made = FileAttributes.of(data, LinkOption.NOFOLLOW_LINKS);
      new Reservation(ref, data, channel).make(0, allocation.fileLength(), space);
      for (Allocation.Piece piece : allocation.pieces()) {
        FileOps.write(channel, piece.bytes(), piece.position());
      }
      channel.force(true);
    }
    for (Allocation.Companion companion : allocation.companions()) {
      companions.put(companion.name(), companion.content());
      try (FileChannel channel = FileOps.create(CompanionFiles.place(data, companion.name()))) {
        FileOps.write(channel, companion.content(), 0);
      }
    }
  }

  /** Reads the files back as any other reader would, before a caller can rely on them. */
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
        FileLength.check(contiguous, Files.size(contiguous.file()));
        yield contiguous;
      }
      case Storage.Decoded decoded ->
        throw new UnsupportedArrayException(ref.file(), "store " + store.name() + " reads what it creates as "
            + decoded.encoding() + ", which cannot be filled in place; nothing was created");
    };
  }

  @Override
  public Storage.Contiguous storage() {
    return Objects.requireNonNull(storage, "verified before a caller gets this");
  }

  /** The array once it is published. */
  private ArrayKey key() {
    return ArrayKey.of(ref, store, storage());
  }

  @Override
  public void addCheckpoint(byte[] content) {
    checkpoint = Optional.of(content.clone());
  }

  @Override
  public WriterLock publish(WriterLock lock, CrashPoints steps) throws IOException {
    lock.checkHeld();
    publish(steps);
    return lock.exchange(ref, LockScope.of(key(), null));
  }

  /** Gives the files their names; readers that have the old ones open keep them. */
  void publish(CrashPoints steps) throws IOException {
    checkStaged();
    if (!replaces) {
      checkAbsent(target, List.copyOf(companions.keySet()));
    }
    UninterruptibleIo.run(ref.file(),
        () -> Publication.publish(target, folder, changes(), !replaces, steps));
    try {
      for (Path journal : new StaleFiles(names).journals()) {
        steps.take(() -> Files.deleteIfExists(journal));
      }
      folder.delete(stagedNames(), steps);
    } catch (IOException untidy) {
      // The array is published and durable; the next writer removes these.
    }
  }

  /** Checks that the files to publish are those that were made: another user may be able to rename the folder that they are in. */
  private void checkStaged() throws IOException {
    Path data = staged().file();
    Optional<FileAttributes> now = FileAttributes.find(data);
    if (now.isEmpty()) {
      throw new NoSuchFileException(data.toString(), null,
          "was removed before it could be published; create the array anew");
    }
    folder.check();
    if (!now.get().isSameFile(Objects.requireNonNull(made, "written before a caller gets this"))) {
      throw new FileSystemException(data.toString(), null,
          "was replaced by another file before it could be published; create the array anew");
    }
  }

  private List<CompanionChange> changes() throws IOException {
    Optional<FileAttributes> data = replaces ? FileAttributes.find(target) : Optional.empty();
    List<CompanionChange> changes = new ArrayList<>();
    Set<String> described = new HashSet<>(store.companions(target));
    described.addAll(companions.keySet());
    for (String name : described.stream().sorted().toList()) {
      changes.add(
          CompanionChange.ofCompanion(CompanionFiles.place(target, name), target,
              Optional.ofNullable(companions.get(name))));
    }
    Path own = ArrayFileNames.of(key()).checkpoint();
    Set<Path> checkpoints = new HashSet<>(new StaleFiles(names).checkpoints());
    checkpoints.add(own);
    for (Path place : checkpoints.stream().sorted().toList()) {
      changes.add(
          CompanionChange.ofCheckpoint(place, target, data,
              place.equals(own) ? checkpoint : Optional.empty()));
    }
    return changes;
  }

  private Set<String> stagedNames() {
    return stagedNames(store, target);
  }

  /** Returns the names of the files that are staged for an array. */
  static Set<String> stagedNames(ArrayStore store, Path target) {
    Set<String> staged = new HashSet<>(store.companions(target));
    staged.add(FileOps.name(target).toString());
    return staged;
  }

  @Override
  public void delete() throws IOException {
    folder.delete(stagedNames(), CrashPoints.ALL);
  }
}
