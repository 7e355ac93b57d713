package org.mmaparrays;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The file of one series of checkpoints: two slots that are written in turn, so that whatever cuts a write short, the slot
 * before it is whole.
 *
 * <p>Written by whoever has the lock of its rows; read by anybody at any time.
 */
final class CheckpointFile implements Closeable {
  private static final int SLOTS = 2;
  private static final int ATTEMPTS = 10;

  private final Path path;
  private final FileIdentity identity;
  private final String array;

  /** Every write is durable when it returns; a channel would be closed by the first interrupt. */
  private final RandomAccessFile file;

  private CheckpointText last;

  private CheckpointFile(Path path, FileIdentity identity, String array, RandomAccessFile file,
      CheckpointText last) {
    this.path = path;
    this.identity = identity;
    this.array = array;
    this.file = file;
    this.last = last;
  }

  /** The bytes of a file with its first checkpoint. */
  static byte[] first(ArraySpec spec, Checkpoint checkpoint) {
    byte[] bytes = Arrays.copyOf(new CheckpointText(0, CheckpointText.describe(spec), checkpoint).bytes(),
        SLOTS * CheckpointText.BYTES);
    Arrays.fill(bytes, CheckpointText.BYTES, bytes.length, (byte) '\n');
    return bytes;
  }

  /** Opens the file to add checkpoints, which must exist; see {@link #make}. */
  static CheckpointFile open(Path path, ArraySpec spec) throws IOException {
    if (!Files.isWritable(path)) {
      throw new AccessDeniedException(path.toString(), null,
          "no permission to write, which checkpoints of the array need");
    }
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rwd");
    try {
      // What a killed writer left may be whole in memory and not on the device: the next write would go over the only
      // slot that is.
      FileFault.named(path, () -> {
        file.getFD().sync();
        return true;
      });
      return new CheckpointFile(path, FileIdentity.of(path), CheckpointText.describe(spec), file,
          newest(path, spec));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Makes the file, durable at once, in place of any that is there. */
  static void make(Path path, Path array, ArraySpec spec, Checkpoint checkpoint) throws IOException {
    Path temporary = ArrayFileNames.unfinished(path);
    UninterruptibleIo.run(path, () -> {
      // Anew, so that no link of somebody else is followed.
      Files.deleteIfExists(temporary);
      StagedFiles.writeNew(temporary, first(spec, checkpoint));
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      FileOps.forceFolder(FileOps.parent(path.toAbsolutePath()));
    });
  }

  /**
   * The newest checkpoint in a file, if there is the file.
   *
   * @throws ArrayFormatException if no slot is whole
   * @throws SpecMismatchException if it was written for another array
   */
  static Optional<Checkpoint> read(Path path, ArraySpec spec) throws IOException {
    try {
      return Optional.of(newest(path, spec).checkpoint());
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  private static CheckpointText newest(Path path, ArraySpec spec) throws IOException {
    Optional<CheckpointText> found = Optional.empty();
    // While one slot is being written the other is whole; two writes during one read can spoil both.
    for (int attempt = 0; found.isEmpty() && attempt < ATTEMPTS; attempt++) {
      found = newestOf(slots(path));
    }
    CheckpointText newest = found.orElseThrow(() -> new ArrayFormatException(path, "no whole checkpoint",
        "one; nothing says which rows are complete: check them, then remove this file"));
    String described = CheckpointText.describe(spec);
    if (!newest.array().equals(described)) {
      throw new SpecMismatchException(path, "a checkpoint of " + described, "one of " + newest.array(),
          "the array was replaced by something that does not keep checkpoints; remove this file");
    }
    return newest;
  }

  private static byte[] slots(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(SLOTS * CheckpointText.BYTES);
    }
  }

  private static Optional<CheckpointText> newestOf(byte[] slots) {
    return IntStream.range(0, slots.length / CheckpointText.BYTES)
        .mapToObj(
            slot -> Arrays.copyOfRange(slots, slot * CheckpointText.BYTES, (slot + 1) * CheckpointText.BYTES))
        .flatMap(slot -> CheckpointText.parse(slot).stream())
        .max(Comparator.comparingLong(CheckpointText::number));
  }

  /** The last checkpoint written, or found. */
  Checkpoint last() {
    return last.checkpoint();
  }

  /** Writes a checkpoint over the older of the two slots; durable when this returns. */
  void write(Checkpoint checkpoint) throws IOException {
    CheckpointText next = new CheckpointText(last.number() + 1, array, checkpoint);
    file.seek(next.number() % SLOTS * CheckpointText.BYTES);
    file.write(next.bytes());
    if (FileIdentity.find(path).filter(identity::equals).isEmpty()) {
      throw new IOException(path + " was removed or replaced, and what was written is found under no name");
    }
    last = next;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
