package org.mmaparrays;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Thrown when storage fails under an open array: the file was truncated, the disk is full, or it reports an I/O error.
 *
 * <p>The JVM and all other arrays go on.
 */
public class StorageFaultException extends UncheckedIOException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what failed and what to do.
   *
   * @param message file, operation and advice
   * @param cause the failure as the system reported it
   */
  public StorageFaultException(String message, IOException cause) {
    super(message, cause);
  }

  /** A page of a mapping that could not be read or written: the JVM reports it as an {@link InternalError}. */
  static StorageFaultException inMapping(String array, InternalError fault) {
    return new StorageFaultException(
        array
            + ": the memory behind the array could not be accessed: the file was truncated, the disk is full or failed;"
            + " close the array and verify the file",
        new IOException(fault));
  }
}
