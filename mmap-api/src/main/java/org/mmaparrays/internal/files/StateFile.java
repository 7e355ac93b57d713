package org.mmaparrays.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mmaparrays.internal.linux.NativeAccess;
import org.mmaparrays.internal.linux.NativeFiles;
import org.mmaparrays.model.ArrayFormatException;

/**
 * One file that the library keeps beside an array, open: a lock, a checkpoint, a journal, a description.
 *
 * <p>Any user who may write to the folder may have put anything there. The file is opened once, never through a link, and never
 * waited for as a pipe is; its kind and its owner are those of the file that is open, and everything is read from that.
 */
public final class StateFile implements Closeable {
  private static final int MOST_ATTEMPTS = 100;
  private static final Set<Path> WARNED = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;
  private final FileAttributes attributes;

  private StateFile(Path path, FileChannel channel, FileAttributes attributes) {
    this.path = path;
    this.channel = channel;
    this.attributes = attributes;
  }

  /**
   * Opens the file of a name for reading, if a user who may write the array has made it; the file of another user is left alone,
   * with one warning for each name.
   *
   * @param array the array's own file, to compare owners with
   * @return empty if there is no such file
   * @throws FileSystemException if it is not a regular file, or cannot be read
   */
  public static Optional<StateFile> find(Path path, FileAttributes array) throws IOException {
    Optional<FileAttributes> found = FileAttributes.find(path);
    if (found.isPresent() && !FileOwnership.isTrusted(path, found.get(), array)) {
      warnOfStranger(path);
      return Optional.empty();
    }
    Optional<StateFile> open = found.isEmpty() ? Optional.empty() : open(path, StandardOpenOption.READ);
    if (open.isEmpty() || open.get().isTrusted(array)) {
      return open;
    }
    open.get().close();
    warnOfStranger(path);
    return Optional.empty();
  }

  private boolean isTrusted(FileAttributes array) throws IOException {
    try {
      return FileOwnership.isTrusted(path, attributes, array);
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Warns, once, of a file of a user who may not write the array beside it. */
  public static void warnOfStranger(Path path) {
    warnOnce(path, "belongs to " + FileOwnership.owner(path)
        + ", who may not write the array beside it, and is ignored; remove it");
  }

  /** Warns of a file, unless there was a warning of this name before. */
  public static void warnOnce(Path path, String message) {
    if (WARNED.add(path)) {
      System.getLogger(StateFile.class.getName()).log(Logger.Level.WARNING, path + ": " + message);
    }
  }

  /**
   * Opens the file of a name.
   *
   * @return empty if there is no such file
   * @throws FileSystemException if it is not a regular file, or the system refuses
   */
  public static Optional<StateFile> open(Path path, OpenOption... options) throws IOException {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Optional<FileAttributes> before = FileAttributes.find(path);
      if (before.isEmpty()) {
        return Optional.empty();
      }
      if (!before.get().isRegular()) {
        throw new FileSystemException(path.toString(), null, "is " + before.get().kind()
            + ", where the library keeps a regular file of its own; remove it");
      }
      try {
        Optional<StateFile> file = NativeAccess.isEnabled()
            ? openNatively(path, options)
            : openBetweenLooks(path, before.get(), options);
        if (file.isPresent()) {
          return file;
        }
      } catch (NoSuchFileException vanished) {
        // Removed, perhaps made anew, since the look.
      }
    }
    throw new FileSystemException(path.toString(), null, "is replaced again and again; try again later");
  }

  /** Opens without waiting, then looks at the open file: a pipe is refused. */
  private static Optional<StateFile> openNatively(Path path, OpenOption... options) throws IOException {
    int number = NativeFiles.open(path, NativeFiles.READ_ONLY, 0);
    try {
      Optional<Path> open = NativeFiles.pathOf(number);
      if (open.isEmpty()) {
        return openBetweenLooks(path, FileAttributes.of(path, LinkOption.NOFOLLOW_LINKS), options);
      }
      return FileFault.namedFor(path, open.get(), () -> {
        FileAttributes attributes = FileAttributes.of(open.get());
        return attributes.isRegular()
            ? Optional.of(new StateFile(path, FileChannel.open(open.get(), options), attributes))
            : Optional.empty();
      });
    } finally {
      NativeFiles.close(number);
    }
  }

  /** The JDK tells nothing of an open file: the name must have had the same file before and after. */
  private static Optional<StateFile> openBetweenLooks(Path path, FileAttributes before, OpenOption... options)
      throws IOException {
    OpenOption[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = LinkOption.NOFOLLOW_LINKS;
    FileChannel channel = FileChannel.open(path, all);
    Optional<FileAttributes> after;
    try {
      after = FileAttributes.find(path);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
    if (after.isPresent() && after.get().identity().equals(before.identity())) {
      return Optional.of(new StateFile(path, channel, after.get()));
    }
    channel.close();
    return Optional.empty();
  }

  /** Returns the name that was opened. */
  public Path path() {
    return path;
  }

  /** Returns the channel, which is closed with this file. */
  public FileChannel channel() {
    return channel;
  }

  /** Returns the attributes of the open file, as they were when it was opened. */
  public FileAttributes attributes() {
    return attributes;
  }

  /**
   * Reads all bytes.
   *
   * @param most the most bytes that there may be
   * @throws ArrayFormatException if there are more
   */
  public byte[] read(int most) throws IOException {
    return FileOps.read(channel, path, most);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
