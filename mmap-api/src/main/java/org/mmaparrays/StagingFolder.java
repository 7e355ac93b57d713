package org.mmaparrays;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder of the files of one new array, under the names that they will have, and a folder in it of what else is needed
 * to publish them.
 *
 * @param path the folder: of a random name while it is filled, of a fixed one while its files are given theirs
 */
record StagingFolder(Path path) {
  private Path own() {
    return path.resolve(".publication");
  }

  /** Small files that are published before the data. */
  Path first() {
    return own().resolve("first");
  }

  /** What was there before. */
  Path replaced() {
    return own().resolve("replaced");
  }

  /** There if the files may not replace any. */
  Path onlyIfAbsent() {
    return own().resolve("only-if-absent");
  }

  /** For something unfinished. */
  Path scratch() {
    return own().resolve("scratch");
  }

  /** Where a file is before it is published. */
  Path staged(Path file) {
    return path.resolve(FileOps.name(file));
  }

  /** The staged files beside the data. */
  List<Path> companionsOf(Path data) throws IOException {
    return files(path).stream().filter(file -> !file.equals(staged(data))).toList();
  }

  /** Makes the folders in it. */
  void prepare(boolean replaces) throws IOException {
    Files.createDirectories(first());
    Files.createDirectory(replaced());
    if (!replaces) {
      Files.createFile(onlyIfAbsent());
    }
  }

  /** Returns once all of it is on the device, but for what is in the files. */
  void force(CrashPoints steps) throws IOException {
    for (Path folder : List.of(first(), own(), path)) {
      steps.force(folder);
    }
  }

  boolean exists() {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Removes the folder and all in it, last of all what says how to publish; again does nothing. */
  void delete(CrashPoints steps) throws IOException {
    for (Path folder : List.of(path, first(), replaced(), own())) {
      for (Path file : files(folder)) {
        steps.take(() -> Files.deleteIfExists(file));
      }
    }
    for (Path folder : List.of(first(), replaced(), own(), path)) {
      steps.take(() -> Files.deleteIfExists(folder));
    }
  }

  /** The files in a folder, in the order of their names, folders left out; none if there is no such folder. */
  static List<Path> files(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(folder, entry -> !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
        entries.forEach(found::add);
      }
      found.sort(null);
    }
    return found;
  }
}
