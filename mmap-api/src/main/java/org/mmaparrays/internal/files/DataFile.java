package org.mmaparrays.internal.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.linux.NativeAccess;
import org.mmaparrays.internal.linux.NativeFiles;

/**
 * The file of an array, opened by its name or through a link to it: always a regular file.
 *
 * <p>To open a pipe waits for a program at its other end, and an interrupt does not end that. So the kind is checked
 * before the file is opened. Other users can rename files in some folders, and give the name to a pipe after the check: there, if
 * native access is enabled, the file is opened without waiting, and checked once it is open.
 */
public final class DataFile {
  /** File systems that make up their files during the read: such a file has no length, may have no end, and may make the reader wait. */
  private static final Set<String> MADE_UP = Set.of("proc", "sysfs", "tracefs", "debugfs", "securityfs",
      "cgroup", "cgroup2", "configfs", "pstore", "bpf", "selinuxfs", "devpts", "mqueue", "binfmt_misc");

  private DataFile() {}

  /**
   * Checks the kind of a file, links followed.
   *
   * @throws FileSystemException if it is not a regular file with content of its own
   */
  public static void check(Path file) throws IOException {
    check(file, Files.readAttributes(file, BasicFileAttributes.class));
  }

  /**
   * Opens a file, links followed.
   *
   * @param options {@code READ} among them
   * @throws FileSystemException if it is not a regular file with content of its own
   */
  public static FileChannel open(Path file, StandardOpenOption... options) throws IOException {
    check(file);
    return NativeAccess.isEnabled() && isOpenToOthers(file)
        ? openAtOnce(file, options)
        : FileChannel.open(file, options);
  }

  private static void check(Path file, BasicFileAttributes attributes) throws FileSystemException {
    if (attributes.isDirectory()) {
      throw new FileSystemException(file.toString(), null, "is a folder; name an array file");
    }
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(file.toString(), null,
          "is a pipe or a device, or a socket; only regular files can be mapped");
    }
    String madeUp = attributes.size() == 0 ? madeUp(file) : null;
    if (madeUp != null) {
      throw new FileSystemException(file.toString(), null,
          "is made up by the system when it is read (file system "
              + madeUp + "), and can be endless; copy the part that is wanted to a file, and map that");
    }
  }

  private static @Nullable String madeUp(Path file) {
    try {
      FileStore mount = Files.getFileStore(file);
      return MADE_UP.contains(mount.type()) ? mount.type() : null;
    } catch (IOException unknown) {
      return null; // In a changed root, the table of mounts tells of other paths.
    }
  }

  /** Returns whether users other than this one and the administrator can rename files in the folder. */
  private static boolean isOpenToOthers(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    return othersWrite(FileOps.parent(absolute))
        || (Files.isSymbolicLink(file) && othersWrite(FileOps.parent(file.toRealPath())));
  }

  private static boolean othersWrite(Path folder) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(folder, "unix:mode,uid");
    int mode = (int) FileAttributes.get(attributes, "mode");
    int owner = (int) FileAttributes.get(attributes, "uid");
    return (mode & (FileAttributes.WRITE_BY_GROUP | FileAttributes.WRITE_BY_OTHERS)) != 0
        || (owner != 0 && owner != FileOwnership.effectiveUser());
  }

  private static FileChannel openAtOnce(Path file, StandardOpenOption... options) throws IOException {
    int number = NativeFiles.openFollowing(file);
    try {
      Path open = NativeFiles.pathOf(number).orElse(null);
      if (open == null) {
        return FileChannel.open(file, options);
      }
      return FileFault.namedFor(file, open, () -> {
        check(file, Files.readAttributes(open, BasicFileAttributes.class));
        return FileChannel.open(open, options);
      });
    } finally {
      NativeFiles.close(number);
    }
  }
}
