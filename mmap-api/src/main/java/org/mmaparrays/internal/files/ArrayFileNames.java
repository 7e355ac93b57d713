package org.mmaparrays.internal.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.mmaparrays.model.ArrayRef;

/**
 * The names of all files that the API keeps beside an array's own; for one of several arrays of a file, {@code NAME@OFFSET}
 * stands for the name.
 *
 * <p>They lie beside the real file: a program that opens the array through a symbolic link finds the same ones.
 */
public final class ArrayFileNames {
  /** The longest name of most file systems, in bytes. */
  private static final int LONGEST_NAME = 255;

  /** The longest number that {@link Files#createTempDirectory} appends. */
  private static final int LONGEST_RANDOM = 20;

  private static final int HASH_BYTES = 8;

  private final Path file;
  private final String name;
  private final String array;

  private ArrayFileNames(Path file, String array) {
    this.file = file;
    this.name = FileOps.name(file).toString();
    this.array = array;
  }

  /**
   * Returns the names beside a file that exists, or could, for the file as a whole.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such folder
   */
  public static ArrayFileNames of(ArrayRef ref) throws IOException {
    return of(ArrayKey.ofFile(ref));
  }

  /**
   * The names beside an array.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such folder
   */
  public static ArrayFileNames of(ArrayKey key) throws IOException {
    return new ArrayFileNames(real(key.ref()),
        key.offset().isPresent() ? "@" + key.offset().getAsLong() : "");
  }

  /** The names beside the array of the same file that starts at a byte. */
  public ArrayFileNames of(long offset) {
    return new ArrayFileNames(file, "@" + offset);
  }

  private static Path real(ArrayRef ref) throws IOException {
    Path file = ref.file().toAbsolutePath();
    try {
      return file.toRealPath();
    } catch (NoSuchFileException absent) {
      return FileOps.parent(file).toRealPath().resolve(FileOps.name(file));
    }
  }

  /** The array's file itself, all links resolved. */
  public Path file() {
    return file;
  }

  /** Returns the lock file; it exists only while a writer is at work, or after a writer died. */
  public Path lock() {
    return besideFile(".", ".lock");
  }

  /** Returns the prefix of the folder in which a new array is staged; a random number follows. */
  public String stagingPrefix() {
    return fitting(".", "", ".new-", LONGEST_RANDOM);
  }

  /** The journal of copy-on-write changes that are being committed. */
  public Path commitJournal() {
    return path(".", ".commit", 0);
  }

  /** The journal while it is written; nothing has been committed yet. */
  public Path unfinishedCommitJournal() {
    return path(".", ".commit-new", 0);
  }

  /** Returns the file of the checkpoints of all writers of the array. */
  public Path checkpoint() {
    return path("", ".checkpoint", 0);
  }

  /** Returns a new name for a file that will replace another in one step. */
  public Path temporary() {
    return file.resolveSibling(stagingPrefix() + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE));
  }

  private Path besideFile(String before, String after) {
    return file.resolveSibling(fitting(before, "", after, 0));
  }

  private Path path(String before, String after, int reserved) {
    return file.resolveSibling(fitting(before, array, after, reserved));
  }

  /** The file's name between other texts; cut, and made unique again by a hash, where it is too long for a file. */
  private String fitting(String before, String array, String ending, int reserved) {
    String after = array + ending;
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
