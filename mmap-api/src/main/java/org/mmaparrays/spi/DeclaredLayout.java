package org.mmaparrays.spi;

import org.mmaparrays.model.ArraySpec;

/**
 * The layout that a caller declares for a file that does not describe itself.
 *
 * @param spec type, shape and order of the elements
 * @param offset the byte offset of the first element
 */
public record DeclaredLayout(ArraySpec spec, long offset) {
  /**
   * Checks the offset.
   *
   * @throws IllegalArgumentException if the offset is negative
   */
  public DeclaredLayout {
    if (offset < 0) {
      throw new IllegalArgumentException("negative offset " + offset);
    }
  }
}
