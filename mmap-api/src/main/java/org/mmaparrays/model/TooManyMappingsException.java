package org.mmaparrays.model;

import java.nio.file.FileSystemException;

/**
 * Thrown when an array cannot be mapped since this process has nearly as many memory mappings as the system allows it.
 *
 * <p>The JVM needs some, for threads and for its heap, and ends when it gets none; the library leaves them to it. A program
 * goes on after it has closed arrays that it does not need and dropped its references to them, or reads fewer at a time.
 */
public final class TooManyMappingsException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception that tells the numbers and the way out.
   *
   * @param file the file that was to be mapped
   * @param count the mappings of this process
   * @param limit how many the system allows
   */
  public TooManyMappingsException(String file, long count, long limit) {
    super(file, null, "this process has " + count + " memory mappings, of at most " + limit
        + ", and the JVM needs the rest for itself; close arrays and drop all references to them and their views, or raise the"
        + " limit (sysctl -w vm.max_map_count=" + 4 * limit + ")");
  }
}
