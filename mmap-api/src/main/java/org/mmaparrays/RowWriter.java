package org.mmaparrays;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.checkpoint.Checkpoints;
import org.mmaparrays.internal.checkpoint.FlushTimer;
import org.mmaparrays.internal.concurrent.ExitHook;
import org.mmaparrays.internal.concurrent.GroupCommit;
import org.mmaparrays.internal.concurrent.PendingFault;
import org.mmaparrays.internal.memory.MappingFault;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.FlushPolicy;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.StorageFaultException;

/**
 * Writes an array row after row, makes rows durable as a {@link FlushPolicy} says, and goes on after a crash where the last
 * {@link Checkpoint} ends.
 *
 * {@snippet :
 * try (RowWriter writer = ArrayStores.rowWriter(ref).policy(FlushPolicy.everyRows(1000)).resumeOrCreate(spec)) {
 *     while (writer.position() < writer.rows().to()) {
 *         float[] features = compute(writer.position());
 *         writer.write(row -> row.copyFrom(features));
 *     }
 * }
 * }
 *
 * <p>Rows are numbered as in the file. Any number of threads may write: rows get their numbers in the order of the calls, one
 * row is filled at a time, and threads that wait for durable rows share one force of the disk.
 */
public final class RowWriter implements AutoCloseable {
  private final MappedArray array;
  private final Checkpoints checkpoints;
  private final FlushPolicy policy;
  private final InstantSource clock;
  private final Supplier<byte[]> payload;
  private final Optional<Checkpoint> resumedFrom;
  private final ReentrantLock filling = new ReentrantLock();
  private final GroupCommit publishing = new GroupCommit(this::publish);
  private final @Nullable FlushTimer timer;
  private volatile Written written;
  private volatile Instant lastSnapshot;
  private volatile boolean closed;
  private @Nullable ExitHook exitHook;

  /**
   * The state when a write returns; replaced as a whole, so that a checkpoint never pairs the rows of one write
   * with the payload of another.
   *
   * @param to the row after the last
   * @param payload the payload that belongs to exactly these rows
   * @param oldest when the first of the rows at risk was written, or before
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Written(long to, byte[] payload, Instant oldest) {}

  RowWriter(MappedArray array, Checkpoints checkpoints, FlushPolicy policy, InstantSource clock,
      Supplier<byte[]> payload, Optional<Checkpoint> resumedFrom) {
    this.array = array;
    this.checkpoints = checkpoints;
    this.policy = policy;
    this.clock = clock;
    this.payload = payload;
    this.resumedFrom = resumedFrom;
    Checkpoint last = checkpoints.last();
    this.lastSnapshot = clock.instant();
    this.written = new Written(last.completeTo(), last.payload(), lastSnapshot);
    this.timer = policy.time().map(time -> new FlushTimer(array.ref(), time, this::flushIfDue)).orElse(null);
  }

  /** Returns the array that is written. */
  public ArrayRef ref() {
    return array.ref();
  }

  /** Returns the rows that this writer writes: all of the array, or those that were declared. */
  public RowRange rows() {
    return array.rows();
  }

  /** Returns the number of the next row; all rows have been written once it is {@code rows().to()}. */
  public long position() {
    return written.to();
  }

  /** Returns the row before which all rows are durable: they survive a crash of the machine. */
  public long completeTo() {
    return checkpoints.last().completeTo();
  }

  /** Returns where an earlier writer had got to, with its payload; empty if this one started at the first row. */
  public Optional<Checkpoint> resumedFrom() {
    return resumedFrom;
  }

  /**
   * Writes the next row, and flushes if the policy says so.
   *
   * @param filler sets the elements of the row, given as an array without the first axis: zeros, or the remains of an attempt at
   *     the row before a crash or an exception; a change of the row after the filler returns is lost or corrupts
   * @return the number of the row
   * @throws IndexOutOfBoundsException if all rows have been written
   * @throws StorageFaultException if the storage fails; the rows before {@link #completeTo} are safe
   * @throws IllegalStateException if the writer is closed
   */
  public long write(Consumer<NdArray> filler) {
    return writeRows(1, rows -> filler.accept(rows.shape().rank() == 0 ? rows : rows.row(0)));
  }

  /**
   * Writes the next rows at once, which counts as one write.
   *
   * @param count how many
   * @param filler sets the elements of the rows, given as an array of so many rows; not called for none
   * @return the number of the first of them
   * @throws IllegalArgumentException if the count is negative
   * @throws IndexOutOfBoundsException if fewer rows are left
   * @throws StorageFaultException as {@link #write}
   * @throws IllegalStateException as {@link #write}
   */
  public long writeRows(long count, Consumer<NdArray> filler) {
    if (count < 0) {
      throw new IllegalArgumentException(count + " rows");
    }
    long first = fill(count, filler);
    if (isDue()) {
      publishing.await();
    } else if (timer != null && isAtRisk()) {
      timer.arm();
    }
    return first;
  }

  private long fill(long count, Consumer<NdArray> filler) {
    checkNotFilling();
    filling.lock();
    try {
      checkOpen();
      array.checkWritable();
      Written before = written;
      if (count > rows().to() - before.to()) {
        throw new IndexOutOfBoundsException(array.ref() + ": " + count + " more rows after row " + before.to()
            + " are beyond rows " + rows() + " of this writer");
      }
      long after = before.to() + count;
      if (count > 0) {
        filler.accept(array.view().rows(inArray(before.to(), after)));
      }
      PendingFault.surfaceSurely();
      Instant oldest = before.to() == completeTo() ? clock.instant() : before.oldest();
      byte[] belonging = payload.get().clone();
      Checkpoint.checkPayload(belonging);
      written = new Written(after, belonging, oldest);
      return before.to();
    } catch (InternalError fault) {
      throw MappingFault.of(ref().toString(), fault);
    } finally {
      filling.unlock();
    }
  }

  private void checkNotFilling() {
    if (filling.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          array.ref() + ": a filler writes no other row, and does not close the writer");
    }
  }

  /**
   * Makes all rows written so far durable and publishes a checkpoint of them, under every policy.
   *
   * @throws StorageFaultException as {@link #write}
   * @throws IllegalStateException as {@link #write}
   */
  public Checkpoint checkpoint() {
    checkOpen();
    publishing.await();
    return checkpoints.last();
  }

  /**
   * As {@link #checkpoint()}, with a payload of this moment; rows written later have their own again, from {@link
   * RowWriterOpener#payload}.
   *
   * @throws IllegalArgumentException if the payload is longer than {@link Checkpoint#MAX_PAYLOAD} bytes
   */
  public Checkpoint checkpoint(byte[] payload) {
    filling.lock();
    try {
      Checkpoint.checkPayload(payload);
      written = new Written(written.to(), payload.clone(), written.oldest());
    } finally {
      filling.unlock();
    }
    return checkpoint();
  }

  /** Publishes a checkpoint of the written rows; one thread at a time. */
  private void publish() {
    Instant now = clock.instant();
    Written snapshot = written;
    Checkpoint last = checkpoints.last();
    if (snapshot.to() > last.completeTo()) {
      array.flush(inArray(last.completeTo(), snapshot.to()));
    } else if (Arrays.equals(snapshot.payload(), last.payload())) {
      return;
    }
    checkpoints.publish(new Checkpoint(rows(), snapshot.to(), snapshot.payload(), now));
    lastSnapshot = now;
  }

  /** Flushes if it is due; returns the time after which the timer looks again, empty if no row is at risk. */
  private Optional<Duration> flushIfDue() {
    if (isDue()) {
      publishing.await();
    }
    return isAtRisk() ? policy.time().map(time -> time.minus(age())) : Optional.empty();
  }

  private boolean isDue() {
    return isAtRisk() && FlushTimer.isDue(policy, position() - completeTo(), age());
  }

  private boolean isAtRisk() {
    return position() > completeTo();
  }

  /** Returns the age of the oldest row at risk, at most the time since the last checkpoint was begun. */
  private Duration age() {
    Instant oldest = written.oldest();
    return Duration.between(oldest.isBefore(lastSnapshot) ? lastSnapshot : oldest, clock.instant());
  }

  private RowRange inArray(long from, long to) {
    return new RowRange(from - rows().from(), to - rows().from());
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(array.ref() + ": the writer is closed; open it again to go on");
    }
  }

  /**
   * Publishes a checkpoint also when the JVM ends without closing the writer, by {@code System.exit}, Ctrl-C or SIGTERM.
   *
   * <p>Only on request: a library must not delay the end of a program unasked.
   *
   * @throws IllegalStateException if the writer is closed, or the JVM is ending
   */
  public synchronized void flushOnExit() {
    checkOpen();
    if (exitHook == null) {
      exitHook = ExitHook.install("checkpoint of " + ref(), publishing::await);
    }
  }

  /**
   * Publishes a checkpoint unless the policy is {@link FlushPolicy#manual}, closes the array, and lets others write it; a second
   * close does nothing.
   *
   * @throws StorageFaultException if the storage fails; the rows before {@link #completeTo} are safe
   */
  @Override
  public void close() {
    checkNotFilling();
    filling.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      filling.unlock();
    }
    removeExitHook();
    if (timer != null) {
      timer.close();
    }
    try (array) {
      if (policy.flushesOnClose()) {
        publishing.await();
      }
    }
  }

  private synchronized void removeExitHook() {
    if (exitHook != null) {
      exitHook.remove();
      exitHook = null;
    }
  }

  /** Returns text as in {@code writer of features.npy, at row 1000 of 0:60000, flushing every 100 rows}. */
  @Override
  public String toString() {
    return "writer of " + ref() + ", at row " + position() + " of " + rows() + ", flushing " + policy;
  }
}
