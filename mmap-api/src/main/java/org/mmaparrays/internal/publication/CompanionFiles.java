package org.mmaparrays.internal.publication;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mmaparrays.internal.files.DataFile;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileIdentity;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.Transition;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.internal.files.UnresolvedTransitionException;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.DeclaredLayout;
import org.mmaparrays.spi.Storage;

/**
 * Reads the companions of data files, and asks stores where arrays are.
 *
 * <p>A companion belongs to the format, so that it may be a link, which is followed for reading. While the array is replaced it is
 * a {@link Transition}, of which a store sees the content for the data file that has the name.
 */
public final class CompanionFiles {
  /** The most bytes of one companion; a description is a few hundred. */
  static final int MOST_BYTES = 8 << 20;

  /** The most bytes of one while the array is replaced: two contents, and a header. */
  static final int MOST_BYTES_IN_TRANSITION = 2 * MOST_BYTES + 1024;

  private CompanionFiles() {}

  /** Returns where an array is. */
  public static Storage locate(ArrayStore store, ArrayRef ref) throws IOException {
    try {
      return UninterruptibleIo.repeatable(ref.file(), () -> store.locate(ref, read(store, ref.file())));
    } catch (ArrayFormatException undescribed) {
      checkNoneIsOfAnother(store, ref.file());
      throw undescribed;
    }
  }

  /** Tells a file that was copied while it was created, where a store can say only that a description is missing. */
  private static void checkNoneIsOfAnother(ArrayStore store, Path data) throws IOException {
    for (String name : store.companions(data)) {
      Path file = place(data, name);
      Optional<byte[]> bytes = bytes(file);
      Optional<Transition> transition =
          bytes.isEmpty() ? Optional.empty() : Transition.parse(file, bytes.get());
      if (transition.isPresent()
          && FileIdentity.find(data).filter(identity -> transition.get().entryFor(identity).isEmpty())
              .isPresent()) {
        throw new UnresolvedTransitionException(file, data);
      }
    }
  }

  /**
   * Returns where an array of a declared layout is. A copy of a file that was being replaced has two descriptions, and neither is bound
   * to it: the one that equals the declared layout is taken.
   */
  public static Storage locate(ArrayStore store, ArrayRef ref, DeclaredLayout declared) throws IOException {
    try {
      return store.locate(ref, read(store, ref.file()), declared);
    } catch (UnresolvedTransitionException unresolved) {
      for (Companions one : alternatives(store, ref.file())) {
        try {
          return store.locate(ref, one, declared);
        } catch (SpecMismatchException other) {
          unresolved.addSuppressed(other);
        }
      }
      throw unresolved;
    }
  }

  /**
   * Reads the companions that belong to a data file.
   *
   * @throws UnresolvedTransitionException if they belong to two other files
   * @throws ArrayFormatException if one is too long, or a damaged record of a replacement
   * @throws FileSystemException if one is not a regular file
   */
  static Companions read(ArrayStore store, Path data) throws IOException {
    List<String> names = store.companions(data);
    if (names.isEmpty()) {
      return Companions.NONE;
    }
    Map<String, byte[]> contents = new TreeMap<>();
    for (String name : names) {
      Path file = place(data, name);
      content(file, data).ifPresent(content -> contents.put(name, content));
    }
    return Companions.of(contents);
  }

  /** Returns where a companion is, or will be. */
  static Path place(Path data, String name) {
    Path file = data.resolveSibling(name);
    if (!name.equals(String.valueOf(file.getFileName())) || name.equals("..") || name.equals(".")) {
      throw new IllegalStateException("'" + name + "' is not the name of a file in the folder of " + data);
    }
    return file;
  }

  /** Returns the content of a companion for the data file that has the name now, if there is one. */
  static Optional<byte[]> content(Path companion, Path data) throws IOException {
    Optional<byte[]> bytes = bytes(companion);
    Optional<Transition> transition =
        bytes.isEmpty() ? Optional.empty() : Transition.parse(companion, bytes.get());
    if (transition.isEmpty()) {
      return bytes;
    }
    Optional<Transition.Entry> fitting = FileIdentity.find(data).flatMap(transition.get()::entryFor);
    if (fitting.isEmpty() && transition.get().entries().size() > 1) {
      throw new UnresolvedTransitionException(companion, data);
    }
    // A first creation that was cut short has described nothing yet.
    return fitting.flatMap(Transition.Entry::content);
  }

  /** Reads the bytes of a companion; empty if there is no such file. */
  static Optional<byte[]> bytes(Path companion) throws IOException {
    if (!Files.exists(companion)) {
      return Optional.empty();
    }
    try {
      if (!Files.isRegularFile(companion)) {
        throw new ArrayFormatException(companion, FileAttributes.of(companion).kind(),
            "a regular file that describes the array");
      }
    } catch (NoSuchFileException vanished) {
      return Optional.empty();
    }
    try (FileChannel channel = DataFile.open(companion, StandardOpenOption.READ)) {
      return Optional.of(FileOps.read(channel, companion, MOST_BYTES_IN_TRANSITION));
    } catch (NoSuchFileException vanished) {
      return Optional.empty();
    }
  }

  /** Returns both descriptions of a replacement that fits no file here: the old one, then the new one. */
  static List<Companions> alternatives(ArrayStore store, Path data) throws IOException {
    List<Companions> both = new ArrayList<>();
    for (int version = 0; version < 2; version++) {
      Map<String, byte[]> contents = new TreeMap<>();
      for (String name : store.companions(data)) {
        Path file = place(data, name);
        Optional<byte[]> bytes = bytes(file);
        Optional<Transition> transition =
            bytes.isEmpty() ? Optional.empty() : Transition.parse(file, bytes.get());
        if (transition.isPresent()) {
          List<Transition.Entry> entries = transition.get().entries();
          bytes = entries.get(Math.min(version, entries.size() - 1)).content();
        }
        bytes.ifPresent(content -> contents.put(name, content));
      }
      both.add(Companions.of(contents));
    }
    return both;
  }
}
