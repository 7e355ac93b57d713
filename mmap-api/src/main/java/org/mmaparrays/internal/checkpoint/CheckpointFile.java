package org.mmaparrays.internal.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.FileOwnership;
import org.mmaparrays.internal.files.StateFile;
import org.mmaparrays.internal.files.Transition;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.internal.files.UnresolvedTransitionException;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.SpecMismatchException;

/**
 * The file of the checkpoints of an array, {@code NAME.checkpoint}: a {@link CheckpointSeries} for each writer, one after the other.
 *
 * <p>A writer that holds the lock of its rows writes its own series; readers read at any time. While the array is replaced
 * the file is a {@link Transition}.
 */
public final class CheckpointFile implements Closeable {
  private static final int ATTEMPTS = 10;
  private static final int MOST_BYTES_IN_TRANSITION = 2 * CheckpointSeries.MOST_BYTES + 1024;

  private final Path path;
  private StateFile file;
  private CheckpointSeries series;

  private CheckpointFile(Path path, StateFile file, CheckpointSeries series) {
    this.path = path;
    this.file = file;
    this.series = series;
  }

  /**
   * Returns the content of a file of checkpoints for a data file; a file of a user who may not write the data is ignored.
   *
   * @param array the path of the data file, for messages
   * @param data the data file
   * @return empty if nothing is known of its rows
   * @throws UnresolvedTransitionException if the file speaks of other data files
   * @throws FileSystemException if it is not a regular file
   */
  public static Optional<byte[]> content(Path path, Path array, FileAttributes data) throws IOException {
    Optional<StateFile> found = StateFile.find(path, data);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes;
    try (StateFile file = found.get()) {
      bytes = file.read(MOST_BYTES_IN_TRANSITION);
    }
    return resolved(path, array, data, bytes);
  }

  /** Returns the part of the bytes of a file of checkpoints that is of a data file. */
  private static Optional<byte[]> resolved(Path path, Path array, FileAttributes data, byte[] bytes)
      throws IOException {
    Optional<Transition> transition = Transition.parse(path, bytes);
    if (transition.isEmpty()) {
      return Optional.of(bytes);
    }
    // Never read as "nothing is known": an array that is half written would pass for a whole one.
    return transition.get().entryFor(data.identity())
        .orElseThrow(() -> new UnresolvedTransitionException(path, array)).content();
  }

  /**
   * Reads all bytes of a file of checkpoints.
   *
   * @return empty if there is none
   * @throws FileSystemException if it is not a regular file
   */
  public static Optional<byte[]> bytes(Path path) throws IOException {
    Optional<StateFile> found = StateFile.open(path, StandardOpenOption.READ);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StateFile file = found.get()) {
      return Optional.of(file.read(MOST_BYTES_IN_TRANSITION));
    }
  }

  /**
   * Reads the newest checkpoint of every writer of an array, in no order.
   *
   * @param array the path of the data file, for messages
   * @param data the data file
   * @throws ArrayFormatException if there is the file and none in it is whole
   * @throws SpecMismatchException if they were written for another array
   */
  static List<CheckpointSeries> read(Path path, Path array, FileAttributes data, ArraySpec spec)
      throws IOException {
    // While one slot is being written the other is whole; two writes during one read can spoil both.
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<byte[]> content = content(path, array, data);
      List<CheckpointSeries> all = content.map(CheckpointSeries::parse).orElse(List.of());
      if (content.isEmpty() || !all.isEmpty()) {
        for (CheckpointSeries one : all) {
          one.check(path, spec);
        }
        return all;
      }
    }
    throw new ArrayFormatException(path, "no whole checkpoint",
        "one; nothing says which rows are complete: check them, then remove this file");
  }

  /**
   * Opens the series of some rows for writing, and adds it if the file has none. The caller holds the gate of the lock, so that no
   * other writer adds one at the same time.
   *
   * @param first the first checkpoint of a series that is added
   * @throws AccessDeniedException if the file cannot be written
   */
  static CheckpointFile open(ArrayFileNames names, ArraySpec spec, Checkpoint first) throws IOException {
    Path path = names.checkpoint();
    FileAttributes data = FileAttributes.of(names.file());
    if (read(path, names.file(), data, spec).isEmpty()) {
      make(names, CheckpointSeries.first(spec, first));
    }
    StateFile file = openResolved(names, data);
    try {
      // A killed writer may have left a slot that is whole in memory and not on the device: the next write would go over the
      // only other one.
      file.channel().force(true);
      byte[] content = file.read(CheckpointSeries.MOST_BYTES);
      Optional<CheckpointSeries> found =
          CheckpointSeries.parse(content).stream().filter(one -> one.rows().equals(first.rows())).findFirst();
      CheckpointSeries series = found.isPresent() ? found.get() : add(file, content, spec, first);
      return new CheckpointFile(path, file, series);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /**
   * Opens the file to be written, whose content is that of the data file only. A transition of this user has been ended before; one
   * that another user's writer has left when it died is replaced here, since no reader could read it with a series behind it.
   */
  private static StateFile openResolved(ArrayFileNames names, FileAttributes data) throws IOException {
    Path path = names.checkpoint();
    StateFile file = openToWrite(path);
    try {
      byte[] bytes = file.read(MOST_BYTES_IN_TRANSITION);
      if (Transition.parse(path, bytes).isEmpty()) {
        return file;
      }
      Optional<byte[]> content = resolved(path, names.file(), data, bytes);
      file.close();
      // Read just now, and of the data file: it has content.
      make(names,
          content.orElseThrow(() -> new IOException(path + " was replaced just now; open the array again")));
    } catch (AccessDeniedException denied) {
      file.close();
      throw FileFault.explained(denied, path.toString(), "is the record of a replacement that "
          + FileOwnership.owner(path) + " has not ended, and this user may not replace it; let "
          + FileOwnership.owner(path) + " run `mmap recover " + names.file() + "`");
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
    return openToWrite(path);
  }

  private static StateFile openToWrite(Path path) throws IOException {
    Optional<StateFile> open;
    try {
      open =
          StateFile.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
    } catch (AccessDeniedException denied) {
      throw FileFault.explained(denied, path.toString(),
          "no permission to write, which checkpoints of the array need; it belongs to "
              + FileOwnership.owner(path));
    }
    StateFile file =
        open.orElseThrow(() -> new IOException(path + " was removed just now; open the array again"));
    if (file.attributes().links() > 1) {
      file.close();
      throw new FileSystemException(path.toString(), null,
          "has several names (hard links), and is not changed under all of them; copy it");
    }
    return file;
  }

  private static CheckpointSeries add(StateFile file, byte[] content, ArraySpec spec, Checkpoint first)
      throws IOException {
    long position = Math.ceilDiv(content.length, CheckpointSeries.BYTES) * (long) CheckpointSeries.BYTES;
    if (position >= CheckpointSeries.MOST_BYTES) {
      throw new FileSystemException(file.path().toString(), null,
          "has checkpoints of " + CheckpointSeries.MOST
              + " writers already; declare fewer, longer ranges of rows");
    }
    byte[] series = CheckpointSeries.first(spec, first);
    FileOps.write(file.channel(), series, position);
    return new CheckpointSeries(position,
        CheckpointText.parse(Arrays.copyOf(series, CheckpointText.BYTES)).orElseThrow());
  }

  /** Makes the file, durable at once, in place of one that is not believed. */
  public static void make(ArrayFileNames names, byte[] content) throws IOException {
    Path temporary = names.temporary();
    UninterruptibleIo.run(names.checkpoint(), () -> {
      try (FileChannel channel = FileOps.createPrivate(temporary)) {
        FileOwnership.take(temporary, names.file(), true);
        FileOps.write(channel, content, 0);
        channel.force(true);
      }
      FileOps.rename(temporary, names.checkpoint());
      FileOps.forceFolder(FileOps.parent(names.checkpoint()));
    });
  }

  /** Returns the last checkpoint that was written, or found. */
  Checkpoint last() {
    return series.newest().checkpoint();
  }

  /** Writes a checkpoint over the older of the two slots; durable when this returns. */
  void write(Checkpoint checkpoint, Optional<CheckpointText.RowSum> sum) throws IOException {
    CheckpointSeries next = series.next(checkpoint, sum);
    if (Thread.currentThread().isInterrupted()) {
      rewrite(next);
    } else {
      try {
        FileOps.write(file.channel(), next.newest().bytes(), next.slot());
      } catch (ClosedChannelException interrupted) {
        rewrite(next);
      }
    }
    if (FileAttributes.find(path)
        .filter(now -> now.identity().inode() == file.attributes().identity().inode()).isEmpty()) {
      throw new IOException(path + " was removed or replaced, and the checkpoint is found under no name");
    }
    series = next;
  }

  /** Writes where no interrupt closes the channel; an interrupt before has closed the one that there was. */
  private void rewrite(CheckpointSeries next) throws IOException {
    UninterruptibleIo.run(path, () -> {
      if (!file.channel().isOpen()) {
        StateFile again = openToWrite(path);
        if (again.attributes().identity().inode() != file.attributes().identity().inode()) {
          again.close();
          throw new IOException(path + " was replaced by another file");
        }
        file = again;
      }
      FileOps.write(file.channel(), next.newest().bytes(), next.slot());
    });
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
