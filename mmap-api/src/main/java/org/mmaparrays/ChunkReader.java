package org.mmaparrays;

/** Reads chunks of rows for one thread, one after another; the place for its buffer. */
interface ChunkReader extends AutoCloseable {
  /** The rows, valid until the next call. */
  NdArray read(RowRange rows);

  @Override
  default void close() {}
}
