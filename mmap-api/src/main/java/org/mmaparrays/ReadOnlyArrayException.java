package org.mmaparrays;

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

  private ReadOnlyArrayException(String array, String reason) {
    this.message = array + reason;
  }

  /** Of elements that may have been read into a buffer, where changes would not reach the file. */
  static ReadOnlyArrayException streamed(String array) {
    return new ReadOnlyArrayException(array,
        ": read into a buffer, where changes would be lost; copy() it, or walk the chunks of the array itself if it is"
            + " mapped, not those of streaming()");
  }

  @Override
  public String getMessage() {
    return message;
  }
}
