package org.mmaparrays.internal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Which file a path names: the number of its inode and the time of its birth.
 *
 * <p>Neither changes while the file exists, not even with its name, content or owner. The number alone is not enough: ext4
 * gives it to the next new file. The device is left out, since its number changes when the machine starts again. On a file system
 * without times of birth, {@link #born} is the time of the last change, which {@link #isDurable} finds out.
 *
 * @param inode the number of the inode; 0 where the system has none
 * @param born when the file was created
 */
public record FileIdentity(long inode, FileTime born) {
  private static final String NAMES = "unix:ino,creationTime";

  /**
   * Reads the identity of the file that a path names, links followed.
   *
   * @throws NoSuchFileException if there is none
   */
  public static FileIdentity of(Path file) throws IOException {
    try {
      Map<String, Object> both = Files.readAttributes(file, NAMES);
      return new FileIdentity((long) FileAttributes.get(both, "ino"),
          (FileTime) FileAttributes.get(both, "creationTime"));
    } catch (UnsupportedOperationException | IllegalArgumentException notPosix) {
      return new FileIdentity(0, Files.readAttributes(file, BasicFileAttributes.class).creationTime());
    }
  }

  /** Reads the identity; empty if there is no such file. */
  public static Optional<FileIdentity> find(Path file) throws IOException {
    try {
      return Optional.of(of(file));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  /**
   * Returns whether the identity of a file that no other program uses is one that lasts: moves the file's time of modification and
   * looks whether its time of birth follows.
   */
  public static boolean isDurable(Path file) throws IOException {
    FileIdentity before = of(file);
    if (before.inode == 0) {
      return false;
    }
    FileTime modified = Files.getLastModifiedTime(file);
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    boolean durable = of(file).equals(before);
    Files.setLastModifiedTime(file, modified);
    return durable;
  }
}
