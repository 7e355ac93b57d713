package org.mmaparrays;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The names of all files that the API keeps beside an array's own; for one member of a file, {@code NAME#MEMBER} stands
 * for the name.
 *
 * <p>Beside the real file: whoever comes through a symbolic link finds the same ones.
 */
final class Beside {
  /** What a name may have in most file systems, in bytes. */
  private static final int LONGEST_NAME = 255;

  /** What {@link Files#createTempDirectory} appends at most. */
  private static final int LONGEST_RANDOM = 20;

  /** What {@link #unfinished} adds. */
  private static final int LONGEST_UNFINISHED = 5;

  private static final int HASH_BYTES = 8;

  private final Path file;
  private final String name;

  private Beside(Path file, String name) {
    this.file = file;
    this.name = name;
  }

  /**
   * The names beside an array that exists, or could.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such folder
   */
  static Beside of(ArrayRef ref) throws IOException {
    Path file = ref.file().toAbsolutePath();
    Path real = Files.exists(file)
        ? file.toRealPath()
        : StagedFiles.parent(file).toRealPath().resolve(StagedFiles.name(file));
    String name = StagedFiles.name(real).toString();
    return new Beside(real, ref.member()
        .map(member -> name + "#" + URLEncoder.encode(member, StandardCharsets.UTF_8))
        .orElse(name));
  }

  /** The array's file itself, all links resolved. */
  Path file() {
    return file;
  }

  /** Who writes; there only while somebody does, or after a writer died. */
  Path lock() {
    return path(".", ".lock", 0);
  }

  /** What the name of the folder begins with in which a new array is staged; something random follows. */
  String stagingPrefix() {
    return fitting(".", ".new-", LONGEST_RANDOM);
  }

  /** The folder of staged files that are being given their names. */
  Path publishing() {
    return path(".", ".publish", 0);
  }

  /** The journal of copy-on-write changes that are being committed. */
  Path commitJournal() {
    return path(".", ".commit", 0);
  }

  /** The journal while it is written; nothing has been committed yet. */
  Path unfinishedCommitJournal() {
    return path(".", ".commit-new", 0);
  }

  /** The progress of a writer of all rows. */
  Path checkpoint() {
    return path("", ".checkpoint", LONGEST_UNFINISHED);
  }

  /** The progress of a writer of some rows. */
  Path checkpoint(RowRange rows) {
    return path("", ".rows-" + rows.from() + "-" + rows.to() + ".checkpoint", LONGEST_UNFINISHED);
  }

  /** A file of checkpoints while it is made. */
  static Path unfinished(Path checkpoint) {
    return checkpoint.resolveSibling("." + checkpoint.getFileName() + ".new");
  }

  private Path path(String before, String after, int reserved) {
    return Objects.requireNonNull(file.getParent()).resolve(fitting(before, after, reserved));
  }

  /** The array's name between two texts; cut, and made unique again by a hash, where it is too long for a file. */
  private String fitting(String before, String after, int reserved) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int room = LONGEST_NAME - before.length() - after.length() - reserved;
    if (bytes.length <= room) {
      return before + name + after;
    }
    String hash = "-" + HexFormat.of().formatHex(Arrays.copyOf(sha256(bytes), HASH_BYTES));
    int end = name.length();
    while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > room - hash.length()) {
      end = name.offsetByCodePoints(end, -1);
    }
    return before + name.substring(0, end) + hash + after;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e); // Every Java platform has it.
    }
  }
}
