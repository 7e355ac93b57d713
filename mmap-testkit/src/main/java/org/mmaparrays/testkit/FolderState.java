package org.mmaparrays.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The state of everything in some folders that reading must not change: names, kinds, permissions, owners, links, inodes, times and
 * contents. A file that was made and removed again shows in the times of its folder.
 */
final class FolderState {
  private static final String ATTRIBUTES = "unix:mode,ino,nlink,uid,gid,size,lastModifiedTime,ctime";

  /** The most bytes of one file; of a longer one, the times must do. */
  private static final int MOST_READ = 1 << 16;

  private FolderState() {}

  /** Returns the state of each file of some folders, the folders included. */
  static Map<String, String> of(Path... folders) throws IOException {
    Map<String, String> states = new TreeMap<>();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.toList()) {
          states.put(file.toString(), attributes(file) + " " + content(file));
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return states;
  }

  private static String attributes(Path file) throws IOException {
    try {
      return new TreeMap<>(Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS)).toString();
    } catch (UnsupportedOperationException | IllegalArgumentException notPosix) {
      BasicFileAttributes basic =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return basic.size() + " " + basic.lastModifiedTime() + " " + basic.fileKey();
    }
  }

  private static String content(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return Files.readSymbolicLink(file).toString();
    }
    // A lock can end with the first descriptor of its file that this process closes.
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Chapter.isLock(file)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(file)) {
      return HexFormat.of().formatHex(in.readNBytes(MOST_READ));
    } catch (AccessDeniedException unreadable) {
      return "not readable";
    }
  }
}
