package org.mmaparrays.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Everything about the files in a folder that shows a change: names, kinds, permissions, owners, links, inodes, times, contents. */
public final class FolderState {
  private static final String ATTRIBUTES = "unix:mode,ino,nlink,uid,gid,size,lastModifiedTime,ctime";
  private static final int MOST_READ = 1 << 16;

  private FolderState() {}

  /** Returns the state of each file in some folders, the folders included. */
  public static Map<String, String> of(Path... folders) throws IOException {
    Map<String, String> states = new TreeMap<>();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.toList()) {
          states.put(file.toString(),
              new TreeMap<>(Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS))
                  + content(file));
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return states;
  }

  private static String content(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return " to " + Files.readSymbolicLink(file);
    }
    // A lock can end with the first descriptor of its file that this process closes.
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || file.toString().endsWith(".lock")) {
      return "";
    }
    try (InputStream in = Files.newInputStream(file)) {
      return " " + HexFormat.of().formatHex(in.readNBytes(MOST_READ));
    }
  }
}
