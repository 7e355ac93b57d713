package org.mmaparrays.internal.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.ArrayKey;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.locking.WriterLock;
import org.mmaparrays.internal.memory.MemoryScope;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.model.StorageFaultException;

/** The checkpoints of one open array, or of the rows of it that its writer declared. */
public final class Checkpoints implements Closeable {
  /** Rows of more bytes have no checksum: they may have left the memory since they were written. */
  private static final long MOST_SUMMED = 1 << 20;

  private final MemoryScope scope;
  private final CheckpointFile file;
  private final Function<RowRange, Optional<MemorySegment>> bytes;
  private volatile Checkpoint last;
  private boolean closed;

  private Checkpoints(MemoryScope scope, CheckpointFile file,
      Function<RowRange, Optional<MemorySegment>> bytes) {
    this.scope = scope;
    this.file = file;
    this.bytes = bytes;
    this.last = file.last();
  }

  /**
   * Opens the checkpoints of some rows for writing; the caller holds the lock of the rows.
   *
   * @param start the row before which all are taken for complete where there are no checkpoints yet; empty to refuse that
   * @param bytes the bytes of some rows, numbered as in the file; empty where they do not lie side by side
   * @throws SpecMismatchException if the file is another array's, or the rows overlap others that have checkpoints
   * @throws FileSystemException if there are no checkpoints and no start
   */
  public static Checkpoints open(MemoryScope scope, ArrayKey key, WriterLock lock, RowRange rows,
      ArraySpec spec,
      OptionalLong start, Function<RowRange, Optional<MemorySegment>> bytes) throws IOException {
    ArrayFileNames names = ArrayFileNames.of(key);
    return lock.inGate(() -> {
      boolean known = false;
      for (Checkpoint other : all(names, spec)) {
        known |= other.rows().equals(rows);
        if (!other.rows().equals(rows) && other.rows().overlaps(rows)) {
          throw new SpecMismatchException(names.checkpoint(), "checkpoints of rows " + rows,
              "those of rows " + other.rows(),
              "declare the same rows as the writer before, or remove this file to begin anew");
        }
      }
      if (!known && start.isEmpty()) {
        throw new FileSystemException(key.ref().file().toString(), null, "has no checkpoint of rows " + rows
            + ", so that nothing says whether they are written; to write them all again, replace the array"
            + " (RowWriterOpener.replace) or say so (startAt(" + rows.from() + "))");
      }
      Checkpoint first = new Checkpoint(rows, start.orElse(rows.from()), new byte[0], Instant.now());
      return new Checkpoints(scope, CheckpointFile.open(names, spec, first), bytes);
    });
  }

  /** Reads the newest checkpoint of every writer of an array, in the order of their rows. */
  public static List<Checkpoint> all(ArrayFileNames names, ArraySpec spec) throws IOException {
    if (!FileOps.exists(names.checkpoint())) {
      return List.of();
    }
    List<Checkpoint> found = new ArrayList<>();
    for (CheckpointSeries series : CheckpointFile.read(names.checkpoint(), names.file(),
        FileAttributes.of(names.file()), spec)) {
      found.add(series.newest().checkpoint());
    }
    found.sort(Comparator.comparingLong(checkpoint -> checkpoint.rows().from()));
    return List.copyOf(found);
  }

  /**
   * Reads which rows are unwritten according to checkpoints, in their order: those behind each checkpoint, and those that no writer has
   * declared. None if all are complete, or there are no checkpoints.
   */
  public static List<RowRange> incompleteRows(ArrayFileNames names, ArraySpec spec) throws IOException {
    List<Checkpoint> all = all(names, spec);
    if (all.isEmpty()) {
      return List.of();
    }
    RowRange rows = RowRange.all(spec.shape());
    List<RowRange> incomplete = new ArrayList<>();
    long from = rows.from();
    for (Checkpoint checkpoint : all) {
      if (checkpoint.completeTo() > checkpoint.rows().from() && from < checkpoint.rows().from()) {
        incomplete.add(new RowRange(from, checkpoint.rows().from()));
      }
      from = checkpoint.completeTo() > checkpoint.rows().from() ? checkpoint.completeTo() : from;
    }
    if (from < rows.to()) {
      incomplete.add(new RowRange(from, rows.to()));
    }
    return List.copyOf(incomplete);
  }

  public Checkpoint last() {
    return last;
  }

  /** Publishes a checkpoint, whose rows must be durable. */
  public synchronized void publish(Checkpoint next) {
    if (closed) {
      scope.checkOpen();
    }
    scope.checkSound();
    try {
      file.write(next, sum(next));
    } catch (IOException e) {
      throw scope.fail("checkpoint " + next + " could not be written: " + FileFault.reason(e)
          + "; the one before it holds: see to the disk, and resume from there", e);
    }
    last = next;
  }

  /** Returns the checksum of the rows that were completed since the last checkpoint. */
  private Optional<CheckpointText.RowSum> sum(Checkpoint next) {
    if (next.completeTo() <= last.completeTo()) {
      return Optional.empty();
    }
    RowRange rows = new RowRange(last.completeTo(), next.completeTo());
    return bytes.apply(rows).filter(some -> some.byteSize() <= MOST_SUMMED).map(some -> {
      CRC32C crc = new CRC32C();
      crc.update(some.asByteBuffer());
      return new CheckpointText.RowSum(rows, (int) crc.getValue());
    });
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      file.close();
    } catch (IOException e) {
      throw new StorageFaultException(scope.array() + ": checkpoint file: " + FileFault.reason(e), e);
    }
  }
}
