package org.mmaparrays.model;

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
   * Names the failure and the way out.
   *
   * @param message file, operation and advice
   * @param cause the failure as the system reported it
   */
  public StorageFaultException(String message, IOException cause) {
    super(message, cause);
  }
}
