package org.mmaparrays.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All that is in a folder, to see that a command has changed nothing. */
final class FolderSnapshot {
  private static final String ATTRIBUTES = "unix:mode,ino,nlink,uid,gid,size,lastModifiedTime,ctime";
  private static final int MOST_READ = 1 << 16;

  private FolderSnapshot() {}

  /** Paths and contents. */
  static Map<String, String> of(Path folder) {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        contents.put(folder.relativize(path).toString(),
            Files.isRegularFile(path)
                ? new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1)
                : "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return contents;
  }

  /**
   * Everything that shows a change: names, kinds, permissions, owners, links, inodes, times, and the start of each content. A file
   * that was made and removed again shows in the times of its folder.
   */
  static Map<String, String> stateOf(Path... folders) throws IOException {
    Map<String, String> states = new TreeMap<>();
    for (Path folder : folders) {
      try (Stream<Path> paths = Files.walk(folder)) {
        for (Path path : paths.toList()) {
          states.put(path.toString(),
              new TreeMap<>(Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS)) + " "
                  + startOf(path));
        }
      }
    }
    return states;
  }

  private static String startOf(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return Files.readSymbolicLink(path).toString();
    }
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(path)) {
      return new String(in.readNBytes(MOST_READ), StandardCharsets.ISO_8859_1);
    }
  }

  /** Paths alone, where contents are too large to hold. */
  static List<String> names(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.skip(1).map(path -> folder.relativize(path).toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
