package org.mmaparrays.internal.chunks;

import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.StorageFaultException;

/** Reads chunks of rows for one thread, one after another; the place for its buffer. */
public interface ChunkReader extends AutoCloseable {
  /**
   * Returns the rows, valid until the next call or the close.
   *
   * @throws StorageFaultException if they cannot be read
   * @throws java.util.concurrent.CancellationException if the thread is interrupted while it waits for them
   * @throws IllegalStateException if the array is closed
   */
  StridedMemory read(RowRange rows);

  @Override
  default void close() {}
}
