package org.mmaparrays;

/** Reads chunks of rows for one thread, one after another; the place for its buffer. */
interface ChunkReader extends AutoCloseable {
  /**
   * The rows, valid until the next call or the close.
   *
   * @throws StorageFaultException if they cannot be read
   * @throws java.util.concurrent.CancellationException if the thread is interrupted while it waits for them
   * @throws IllegalStateException if the array is closed
   */
  StridedMemory read(RowRange rows);

  @Override
  default void close() {}
}
