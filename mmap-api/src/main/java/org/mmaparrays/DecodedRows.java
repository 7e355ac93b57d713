package org.mmaparrays;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Rows of an array that are being decoded into a buffer, or were; the buffer serves others afterwards. */
final class DecodedRows {
  private final DecodedElements array;
  private final int threads;
  private final MemorySegment buffer;

  private RowRange rows = new RowRange(0, 0);
  private @Nullable StridedMemory view;
  private @Nullable BlockWork work;

  /**
   * A buffer without rows.
   *
   * @param most how many rows it takes
   * @param threads how many threads are to decode them at most
   */
  DecodedRows(DecodedElements array, long most, int threads) {
    this.array = array;
    this.threads = threads;
    this.buffer = array.buffers().take(array.specOf(most).byteSize());
  }

  /** Starts to decode some rows in place of those that are here; none are being decoded. */
  void start(RowRange next) {
    StridedMemory target = StridedMemory.over(buffer, Lease.IN_MEMORY, array.specOf(next.count()));
    rows = next;
    view = target;
    work = array.read(next, target, threads);
  }

  /** Which rows are here. */
  RowRange rows() {
    return rows;
  }

  /**
   * The rows, once they have been decoded.
   *
   * @throws InterruptedException if the thread is interrupted while they are
   * @throws StorageFaultException if they could not be
   * @throws IllegalStateException if there are none, or the array is closed
   */
  StridedMemory await() throws InterruptedException {
    return await(BlockWork::await);
  }

  /** The same, and interrupts have to wait. */
  StridedMemory awaitWhateverHappens() {
    return await(BlockWork::awaitWhateverHappens);
  }

  private interface Waiting<E extends Exception> {
    void on(BlockWork work) throws E;
  }

  private <E extends Exception> StridedMemory await(Waiting<E> waiting) throws E {
    BlockWork started = work;
    StridedMemory decoded = view;
    if (started == null || decoded == null) {
      throw new IllegalStateException("nothing is decoded");
    }
    try {
      waiting.on(started);
    } catch (RuntimeException | Error failed) {
      rows = new RowRange(0, 0); // Whoever asks again gets them read again.
      throw failed;
    }
    return decoded;
  }

  /** Has no more blocks decoded, and gives back the buffer: nobody will ask. */
  void close() {
    BlockWork started = work;
    if (started != null) {
      started.cancel();
    }
    if (started == null || started.isOver()) {
      array.buffers().giveBack(buffer);
    }
  }
}
