package org.mmaparrays;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The checkpoints of one open array, or of the rows of it that its writer declared. */
final class Checkpoints implements Closeable {
  private final Lease lease;
  private final CheckpointFile file;
  private volatile Checkpoint last;
  private boolean closed;

  private Checkpoints(Lease lease, CheckpointFile file) {
    this.lease = lease;
    this.file = file;
    this.last = file.last();
  }

  /**
   * Opens the checkpoints of some rows for writing; makes their file where there is none, with nothing complete.
   *
   * @throws SpecMismatchException if the file is another array's, or the rows overlap others that have checkpoints
   */
  static Checkpoints open(Lease lease, ArrayKey key, RowRange rows, ArraySpec spec) throws IOException {
    ArrayFileNames beside = ArrayFileNames.of(key);
    boolean all = rows.equals(RowRange.all(spec.shape()));
    Path path = all ? beside.checkpoint() : beside.checkpoint(rows);
    for (Path other : new StaleFiles(beside).checkpoints()) {
      Optional<Checkpoint> found = CheckpointFile.read(other, spec);
      if (!other.equals(path) && found.isPresent() && found.get().rows().overlaps(rows)) {
        throw new SpecMismatchException(other, "checkpoints of rows " + rows,
            "those of rows " + found.get().rows(),
            "declare the same rows as the writer before, or remove this file to begin anew");
      }
    }
    if (!Files.exists(path)) {
      CheckpointFile.make(path, beside.file(), spec,
          new Checkpoint(rows, rows.from(), new byte[0], Instant.now()));
    }
    return new Checkpoints(lease, CheckpointFile.open(path, spec));
  }

  /** The newest checkpoint of every writer of an array. */
  static List<Checkpoint> all(ArrayKey key, ArraySpec spec) throws IOException {
    List<Checkpoint> found = new ArrayList<>();
    for (Path path : new StaleFiles(ArrayFileNames.of(key)).checkpoints()) {
      CheckpointFile.read(path, spec).ifPresent(found::add);
    }
    found.sort(Comparator.comparingLong(checkpoint -> checkpoint.rows().from()));
    return List.copyOf(found);
  }

  Checkpoint last() {
    return last;
  }

  /** Publishes a checkpoint, whose rows must be durable. */
  synchronized void publish(Checkpoint next) {
    if (closed) {
      lease.checkOpen();
    }
    lease.checkSound();
    try {
      file.write(next);
    } catch (IOException e) {
      throw lease.fail("checkpoint " + next + " could not be written: " + e.getMessage()
          + "; the one before it holds: see to the disk, and resume from there", e);
    }
    last = next;
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      file.close();
    } catch (IOException e) {
      throw new StorageFaultException(lease.array() + ": checkpoint file: " + e.getMessage(), e);
    }
  }
}
