package org.mmaparrays.spi;

import java.io.IOException;

/** A source of block readers for an array; it keeps no file open itself. */
public interface BlockSource {
  /**
   * Opens the file for reading blocks.
   *
   * @throws org.mmaparrays.model.ArrayFormatException if the file is malformed
   * @throws IOException if the file cannot be read
   */
  BlockReader open() throws IOException;
}
