package org.mmaparrays.internal.publication;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * <p>A user who may rename in the folder around it can put another folder, or a link to one, in its place. So files are deleted in
 * the folder that is open, after a look whether it is this one.
 *
 * @param path the folder; no other program can guess its name
 * @param key tells the folder from others that get its name later; empty where the system has no such keys
 */
public record StagingFolder(Path path, Optional<Object> key) {
  private static final Pattern FURTHER = Pattern.compile("\\d{1,9}\\.(?:transition|final|restore)");

  /** Makes the folder. */
  static StagingFolder make(ArrayFileNames names) throws IOException {
    Path path = Files.createTempDirectory(FileOps.parent(names.file()), names.stagingPrefix());
    return new StagingFolder(path, Optional.ofNullable(
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey()));
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
    try (FileChannel channel = FileOps.createPrivate(file)) {
      FileOwnership.take(file, model, true);
      FileOps.write(channel, content, 0);
      channel.force(true);
    }
    return file;
  }

  /**
   * Checks that the name still has this folder.
   *
   * @throws FileSystemException if another folder, or a link, has it
   */
  void check() throws IOException {
    BasicFileAttributes now =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!now.isDirectory() || !isThis(now)) {
      throw replaced();
    }
  }

  private boolean isThis(BasicFileAttributes folder) {
    return Optional.ofNullable(folder.fileKey()).equals(key);
  }

  private FileSystemException replaced() {
    return new FileSystemException(path.toString(), null,
        "is not the folder any more in which the new array was made: another program has renamed that, and it is left as"
            + " it is; create the array anew, in a folder in which only trusted users may rename files");
  }

  /**
   * Removes the folder and the files that were staged in it; again does nothing.
   *
   * @throws FileSystemException if another folder, or a link, has the name; that is left alone
   */
  void delete(Set<String> staged, CrashPoints steps) throws IOException {
    if (!FileOps.exists(path)) {
      return;
    }
    try (DirectoryStream<Path> around = Files.newDirectoryStream(FileOps.parent(path))) {
      if (!(around instanceof SecureDirectoryStream<Path> secure)) {
        deleteByName(path, staged, steps);
        return;
      }
      try (SecureDirectoryStream<Path> entries = open(secure)) {
        for (Path file : sorted(entries)) {
          if (isStaged(file, staged)) {
            steps.take(() -> entries.deleteFile(FileOps.name(file)));
          }
        }
      }
      steps.take(() -> secure.deleteDirectory(FileOps.name(path)));
    }
  }

  private SecureDirectoryStream<Path> open(SecureDirectoryStream<Path> around) throws IOException {
    check(); // Else the system says of a link only that it is none of a folder.
    SecureDirectoryStream<Path> entries =
        around.newDirectoryStream(FileOps.name(path), LinkOption.NOFOLLOW_LINKS);
    try {
      if (!isThis(entries.getFileAttributeView(BasicFileAttributeView.class).readAttributes())) {
        throw replaced();
      }
      return entries;
    } catch (IOException | RuntimeException | Error e) {
      entries.close();
      throw e;
    }
  }

  private static List<Path> sorted(DirectoryStream<Path> entries) {
    List<Path> files = new ArrayList<>();
    entries.forEach(files::add);
    files.sort(null);
    return files;
  }

  /** Deletes where the system opens nothing relative to a folder. */
  private static void deleteByName(Path folder, Set<String> staged, CrashPoints steps) throws IOException {
    List<Path> files;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      files = sorted(entries);
    }
    for (Path file : files) {
      if (isStaged(file, staged)) {
        steps.take(() -> Files.deleteIfExists(file));
      }
    }
    steps.take(() -> Files.deleteIfExists(folder));
  }

  private static boolean isStaged(Path file, Set<String> staged) {
    String name = FileOps.name(file).toString();
    return staged.contains(name) || FURTHER.matcher(name).matches();
  }

  /**
   * Removes a folder that a writer of this user has left when it died. Looks at nothing by its path twice, as {@link #delete}.
   *
   * @param staged the names that an array's files have
   * @return whether it was such a folder, and is gone
   */
  static boolean deleteStale(Path folder, Set<String> staged) throws IOException {
    try (DirectoryStream<Path> around = Files.newDirectoryStream(FileOps.parent(folder))) {
      if (!(around instanceof SecureDirectoryStream<Path> secure)) {
        deleteByName(folder, staged, CrashPoints.ALL);
        return true;
      }
      try (SecureDirectoryStream<Path> entries =
          secure.newDirectoryStream(FileOps.name(folder), LinkOption.NOFOLLOW_LINKS)) {
        PosixFileAttributeView view = entries.getFileAttributeView(PosixFileAttributeView.class);
        if (!FileOwnership.isOwn(view.readAttributes().owner())) {
          return false;
        }
        List<Path> files = sorted(entries);
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
