package org.mmaparrays.model;

import java.nio.ReadOnlyBufferException;

/** Thrown when an element of a read-only array is set; nothing has changed. */
public class ReadOnlyArrayException extends ReadOnlyBufferException {
  private static final long serialVersionUID = 1L;

  private final String message;

  /**
   * Names the array.
   *
   * @param array the array, as messages name it
   */
  public ReadOnlyArrayException(String array) {
    this(array, ": opened read-only; open it with OpenMode.READ_WRITE to change the file, or with"
        + " OpenMode.COPY_ON_WRITE for private changes");
  }

  /**
   * Names the array, and the reason.
   *
   * @param array the array, as messages name it
   * @param reason the reason and the way out, as they follow the name
   */
  public ReadOnlyArrayException(String array, String reason) {
    this.message = array + reason;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
