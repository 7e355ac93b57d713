package org.mmaparrays.internal.decoding;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.concurrent.TaskGroup;
import org.mmaparrays.internal.memory.MemoryScope;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.StorageFaultException;

/** Rows of an array that are being decoded into a buffer, or were; the buffer serves others afterwards. */
public final class DecodedRows {
  private final DecodedElements array;
  private final int threads;
  private final MemorySegment buffer;

  private RowRange rows = new RowRange(0, 0);
  private @Nullable StridedMemory view;
  private @Nullable TaskGroup work;

  /**
   * A buffer without rows.
   *
   * @param most how many rows it takes
   * @param threads how many threads are to decode them at most
   */
  public DecodedRows(DecodedElements array, long most, int threads) {
    this.array = array;
    this.threads = threads;
    this.buffer = array.buffers().take(array.specOf(most).byteSize());
  }

  /** Starts to decode some rows in place of those that are here; none are being decoded. */
  public void start(RowRange next) {
    StridedMemory target = StridedMemory.over(buffer, MemoryScope.IN_MEMORY, array.specOf(next.count()));
    rows = next;
    view = target;
    work = array.read(next, target, threads);
  }

  /** Returns which rows are here. */
  public RowRange rows() {
    return rows;
  }

  /**
   * Returns the rows, once they have been decoded.
   *
   * @throws InterruptedException if the thread is interrupted while they are
   * @throws StorageFaultException if they could not be
   * @throws IllegalStateException if there are none, or the array is closed
   */
  StridedMemory await() throws InterruptedException {
    return await(TaskGroup::await);
  }

  /** Returns the same, and interrupts have to wait. */
  public StridedMemory awaitWhateverHappens() {
    return await(TaskGroup::awaitWhateverHappens);
  }

  private interface Waiting<E extends Exception> {
    void on(TaskGroup work) throws E;
  }

  private <E extends Exception> StridedMemory await(Waiting<E> waiting) throws E {
    TaskGroup started = work;
    StridedMemory decoded = view;
    if (started == null || decoded == null) {
      throw new IllegalStateException("nothing is decoded");
    }
    try {
      waiting.on(started);
    } catch (RuntimeException | Error failed) {
      rows = new RowRange(0, 0); // The next request reads them again.
      throw failed;
    }
    return decoded;
  }

  /** Cancels decoding that has not begun, and gives back the buffer. */
  void close() {
    TaskGroup started = work;
    if (started != null) {
      started.cancel();
    }
    if (started == null || started.isOver()) {
      array.buffers().giveBack(buffer);
    }
  }
}
