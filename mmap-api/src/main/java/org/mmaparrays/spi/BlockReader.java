package org.mmaparrays.spi;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Reads the blocks of an array; any number of threads at once, all of them the library's own, which are not interrupted.
 *
 * <p>It is closed once, when no thread reads.
 */
public interface BlockReader extends Closeable {
  /**
   * Returns the elements of one block, in row-major order and the array's byte order: all of the block's shape, also where it reaches
   * over the edge of the array; elements outside are unspecified.
   *
   * @param index of the block on each axis, inside the array
   * @return read-only; its bytes never change, and are there as long as it is reachable
   * @throws org.mmaparrays.model.ArrayFormatException if the block is malformed
   * @throws IOException if the file cannot be read
   */
  MemorySegment read(long... index) throws IOException;

  /**
   * Reads a block as {@link #read}, straight into memory of the caller, which does not expect to need it again soon; for
   * readers that can do so at less cost.
   *
   * @param target all of it is written: as many bytes as a block has
   * @param index of the block on each axis, inside the array
   * @return false if the reader has no such way; the target is as it was then
   * @throws org.mmaparrays.model.ArrayFormatException if the block is malformed
   * @throws IOException if the file cannot be read
   */
  default boolean readInto(MemorySegment target, long... index) throws IOException {
    return false;
  }
}
