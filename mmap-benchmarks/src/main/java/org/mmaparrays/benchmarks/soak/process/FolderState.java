package org.mmaparrays.benchmarks.soak.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All that is in a folder at one moment: names, inodes, owners, modes, times of change, and contents. The time of the last access
 * is left out, since the system moves it for any reader.
 *
 * @param entries a description of each file and folder, by its path
 */
public record FolderState(Map<Path, String> entries) {
  private static final String ATTRIBUTES =
      "unix:ino,mode,uid,gid,nlink,size,creationTime,lastModifiedTime,ctime";

  public FolderState {
    entries = Map.copyOf(entries);
  }

  /** Reads the state of a folder that no writer changes meanwhile. */
  public static FolderState of(Path folder) throws IOException {
    Map<Path, String> entries = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        Map<String, Object> attributes =
            new TreeMap<>(Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
        entries.put(folder.relativize(path), attributes + " " + content(path));
      }
    }
    return new FolderState(entries);
  }

  private static String content(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "-> " + Files.readSymbolicLink(path);
    }
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e); // Every Java platform has it.
    }
  }

  /** Returns a line for each file that another state has otherwise, or that only one of the two has. */
  public List<String> differences(FolderState after) {
    TreeSet<Path> all = new TreeSet<>(entries.keySet());
    all.addAll(after.entries.keySet());
    List<String> lines = new ArrayList<>();
    for (Path path : all) {
      String before = entries.getOrDefault(path, "absent");
      String now = after.entries.getOrDefault(path, "absent");
      if (!before.equals(now)) {
        lines.add((path.toString().isEmpty() ? "the folder" : path) + " was " + before + " and is " + now);
      }
    }
    return lines;
  }
}
