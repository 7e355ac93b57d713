package org.mmaparrays.spi;

import java.io.IOException;

/** Opens what reads the blocks of an array; keeps no file open itself. */
public interface BlockSource {
  /**
   * Opens the file for reading blocks.
   *
   * @throws org.mmaparrays.model.ArrayFormatException if the file is malformed
   * @throws IOException if the file cannot be read
   */
  BlockReader open() throws IOException;
}
