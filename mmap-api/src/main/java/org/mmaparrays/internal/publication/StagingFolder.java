package org.mmaparrays.internal.publication;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.CrashPoints;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.FileOwnership;

/**
 * A folder that only this user can enter, beside the place of a new array, with the files of the array under the names that they
 * will have, and further files that publishing them needs.
 *
 * @param path the folder; no other program can guess its name
 */
public record StagingFolder(Path path) {
  private static final Pattern FURTHER = Pattern.compile("\\d{1,9}\\.(?:transition|final|restore)");

  /** Makes the folder. */
  static StagingFolder make(ArrayFileNames names) throws IOException {
    return new StagingFolder(Files.createTempDirectory(FileOps.parent(names.file()), names.stagingPrefix()));
  }

  /** Returns where a file is before it is published. */
  Path staged(Path file) {
    return path.resolve(FileOps.name(file));
  }

  /**
   * Writes and forces a further file.
   *
   * @param number tells it from others of its use
   * @param use {@code transition}, {@code final} or {@code restore}
   * @param model the file whose owner and permissions it gets
   */
  Path write(int number, String use, byte[] content, Path model) throws IOException {
    Path file = path.resolve(number + "." + use);
    Files.deleteIfExists(file);
    try (FileChannel channel = FileOps.createPrivate(file)) {
      FileOwnership.take(file, model, true);
      FileOps.write(channel, content, 0);
      channel.force(true);
    }
    return file;
  }

  /** Removes the folder and the files that were staged in it; again does nothing. */
  void delete(Set<String> staged, CrashPoints steps) throws IOException {
    if (!FileOps.exists(path)) {
      return;
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      entries.forEach(files::add);
    }
    files.sort(null);
    for (Path file : files) {
      if (isStaged(file, staged)) {
        steps.take(() -> Files.deleteIfExists(file));
      }
    }
    steps.take(() -> Files.deleteIfExists(path));
  }

  private static boolean isStaged(Path file, Set<String> staged) {
    String name = FileOps.name(file).toString();
    return staged.contains(name) || FURTHER.matcher(name).matches();
  }

  /**
   * Removes a folder that a writer of this user has left when it died. Looks at nothing by its path twice: a user who may rename in
   * the folder around it could put another folder in its place.
   *
   * @param staged the names that an array's files have
   * @return whether it was such a folder, and is gone
   */
  static boolean deleteStale(Path folder, Set<String> staged) throws IOException {
    try (DirectoryStream<Path> around = Files.newDirectoryStream(FileOps.parent(folder))) {
      if (!(around instanceof SecureDirectoryStream<Path> secure)) {
        new StagingFolder(folder).delete(staged, CrashPoints.ALL);
        return true;
      }
      try (SecureDirectoryStream<Path> entries =
          secure.newDirectoryStream(FileOps.name(folder), LinkOption.NOFOLLOW_LINKS)) {
        PosixFileAttributeView view = entries.getFileAttributeView(PosixFileAttributeView.class);
        if (!view.readAttributes().owner().equals(Files.getOwner(Path.of("/proc/self")))) {
          return false;
        }
        List<Path> files = new ArrayList<>();
        entries.forEach(files::add);
        if (!files.stream().allMatch(file -> isStaged(file, staged))) {
          return false; // Another program made it under such a name.
        }
        for (Path file : files) {
          entries.deleteFile(FileOps.name(file));
        }
      }
      secure.deleteDirectory(FileOps.name(folder));
      return true;
    } catch (NoSuchFileException gone) {
      return false;
    }
  }
}
