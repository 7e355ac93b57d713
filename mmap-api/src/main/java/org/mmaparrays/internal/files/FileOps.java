package org.mmaparrays.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.mmaparrays.model.ArrayFormatException;

/** Operations on single files, as publication, commit and checkpoints need them. */
public final class FileOps {
  private FileOps() {}

  /** Returns the folder that an absolute path is in. */
  public static Path parent(Path file) {
    return Objects.requireNonNull(file.getParent(), "an absolute path of a file has a parent");
  }

  /** Returns the last name of a path. */
  public static Path name(Path file) {
    return Objects.requireNonNull(file.getFileName(), "a path of a file has a name");
  }

  /** Returns whether the name is taken, be it by a link that leads nowhere. */
  public static boolean exists(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Creates a file that only this user can read and write.
   *
   * @throws FileAlreadyExistsException if the name is taken
   */
  public static FileChannel createPrivate(Path file) throws IOException {
    try {
      return FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
          FileOwnership.ownerOnly(file));
    } catch (FileAlreadyExistsException taken) {
      FileAlreadyExistsException explained =
          new FileAlreadyExistsException(file.toString(), null, taken(file));
      explained.initCause(taken);
      throw explained;
    }
  }

  private static String taken(Path file) {
    return "has a name that the library needs, and belongs to " + FileOwnership.owner(file) + "; remove it";
  }

  /** Creates a file with the permissions that new files have. */
  public static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /**
   * Reads all bytes of a small file.
   *
   * @param path the name to tell in messages
   * @param most the most bytes that there may be
   * @throws ArrayFormatException if there are more
   */
  public static byte[] read(FileChannel channel, Path path, int most) throws IOException {
    long size = channel.size();
    if (size > most) {
      throw new ArrayFormatException(path, size + " bytes", "at most " + most + "; remove it");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) size);
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
      // Until the buffer is full or the file ends.
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** Writes all bytes at a position. */
  public static void write(FileChannel channel, byte[] bytes, long position) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
  }

  /** Gives a file another name in one step; a file that has the name loses it. */
  public static void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (FileSystemException refused) {
      throw Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)
          ? FileFault.explained(refused, to.toString(), "is a folder, " + taken(to))
          : refused;
    }
  }

  /**
   * Forces the entries of a folder to the device: a forced file can still be lost with its name.
   *
   * @see <a href="https://man7.org/linux/man-pages/man2/fsync.2.html">fsync(2), NOTES on directories</a>
   */
  public static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
