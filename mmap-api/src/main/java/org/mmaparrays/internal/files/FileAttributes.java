package org.mmaparrays.internal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The state of one file at one moment, as stat(2) and statx(2) tell it.
 *
 * @param identity which file it is
 * @param size its length in bytes
 * @param mode kind and permissions, as {@code st_mode} has them
 * @param uid the number of its owner
 * @param gid the number of its group
 * @param links how many names it has
 * @param modified when its content was changed last
 * @param changed when its content or its attributes were changed last; unlike {@code modified}, no program can set it
 * @see <a href="https://man7.org/linux/man-pages/man7/inode.7.html">inode(7)</a>
 */
public record FileAttributes(FileIdentity identity, long size, int mode, int uid, int gid, int links,
    FileTime modified,
    FileTime changed) {
  public static final int BY_OWNER = 0600;
  public static final int WRITE_BY_GROUP = 0020;
  public static final int WRITE_BY_OTHERS = 0002;
  private static final int KIND = 0170000;
  private static final int REGULAR = 0100000;
  private static final int LINK = 0120000;
  private static final int FOLDER = 0040000;
  private static final int STICKY = 01000;
  private static final int SET_GROUP_ID = 02000;
  private static final int PERMISSIONS = 0777;

  private static final String NAMES = "unix:ino,creationTime,size,mode,uid,gid,nlink,lastModifiedTime,ctime";

  /** Without the {@code unix} view, which every POSIX system has, nothing is known of owners. */
  private static final int UNKNOWN = 0;

  /**
   * Reads the attributes of a file.
   *
   * @throws NoSuchFileException if there is none
   */
  public static FileAttributes of(Path file, LinkOption... options) throws IOException {
    Map<String, Object> all;
    try {
      all = Files.readAttributes(file, NAMES, options);
    } catch (UnsupportedOperationException | IllegalArgumentException notPosix) {
      return basic(Files.readAttributes(file, BasicFileAttributes.class, options));
    }
    return new FileAttributes(
        new FileIdentity((long) get(all, "ino"), (FileTime) get(all, "creationTime")),
        (long) get(all, "size"),
        (int) get(all, "mode"), (int) get(all, "uid"), (int) get(all, "gid"), (int) get(all, "nlink"),
        (FileTime) get(all, "lastModifiedTime"), (FileTime) get(all, "ctime"));
  }

  /** Returns an attribute that was asked for, which is always there. */
  public static Object get(Map<String, Object> attributes, String name) {
    return Objects.requireNonNull(attributes.get(name));
  }

  private static FileAttributes basic(BasicFileAttributes basic) {
    int kind =
        basic.isRegularFile() ? REGULAR : basic.isSymbolicLink() ? LINK : basic.isDirectory() ? FOLDER : 0;
    return new FileAttributes(new FileIdentity(UNKNOWN, basic.creationTime()), basic.size(), kind, UNKNOWN,
        UNKNOWN, 1,
        basic.lastModifiedTime(), basic.lastModifiedTime());
  }

  /** Reads the attributes of the file of a name, those of a link rather than of its target; empty if there is none. */
  public static Optional<FileAttributes> find(Path file) throws IOException {
    if (!FileOps.exists(file)) {
      return Optional.empty(); // The usual case, at a tenth of the cost of an exception.
    }
    try {
      return Optional.of(of(file, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException | NotDirectoryException vanished) {
      return Optional.empty();
    }
  }

  /**
   * Returns whether both are of the same file, also where the file system keeps no time of birth: there, that time is the one of
   * the last change.
   */
  public boolean isSameFile(FileAttributes other) {
    return identity.inode() == other.identity.inode() && (identity.born().equals(other.identity.born())
        || (identity.born().equals(modified) && other.identity.born().equals(other.modified)));
  }

  public boolean isRegular() {
    return (mode & KIND) == REGULAR;
  }

  public boolean isFolder() {
    return (mode & KIND) == FOLDER;
  }

  /** Returns whether files in this folder can be removed by their owners and its own only. */
  public boolean isSticky() {
    return (mode & STICKY) != 0;
  }

  /** Returns whether a folder gives its group to the files that are made in it, also by users outside that group. */
  boolean givesGroup() {
    return (mode & SET_GROUP_ID) != 0;
  }

  /** Returns the permission bits. */
  public int permissions() {
    return mode & PERMISSIONS;
  }

  /** Names the kind of file, as messages do. */
  public String kind() {
    return switch (mode & KIND) {
      case REGULAR -> "a regular file";
      case LINK -> "a symbolic link";
      case FOLDER -> "a folder";
      default -> "a pipe, a socket or a device";
    };
  }
}
