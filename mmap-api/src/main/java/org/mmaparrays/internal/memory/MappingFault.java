package org.mmaparrays.internal.memory;

import java.io.IOException;
import org.mmaparrays.model.StorageFaultException;

/** The failure of an access to mapped memory, which the JVM reports as an {@link InternalError}. */
public final class MappingFault {
  private MappingFault() {}

  /** Returns the exception for a page that could not be read or written. */
  public static StorageFaultException of(String array, InternalError fault) {
    return new StorageFaultException(
        array
            + ": the memory behind the array could not be accessed: the file was truncated, the disk is full or failed;"
            + " close the array and verify the file",
        new IOException(fault));
  }
}
