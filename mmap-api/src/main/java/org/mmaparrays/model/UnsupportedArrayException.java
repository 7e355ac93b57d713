package org.mmaparrays.model;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Thrown for an array that is well formed, but needs something that the store or the library lacks. */
public class UnsupportedArrayException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Path file;

  /**
   * Names what is lacking.
   *
   * @param file the file concerned
   * @param what what is not supported, and what to do instead
   */
  public UnsupportedArrayException(Path file, String what) {
    this(file, what, null);
  }

  /**
   * Names what is lacking, with the error that revealed it.
   *
   * @param file the file concerned
   * @param what what is not supported, and what to do instead
   * @param cause what revealed it
   */
  public UnsupportedArrayException(Path file, String what, @Nullable Throwable cause) {
    super(OneLine.of(file + ": " + what), cause);
    this.file = file;
  }

  /**
   * Names what is lacking, and the byte that asks for it.
   *
   * @param file the file concerned
   * @param offset the byte offset, from 0
   * @param what what is not supported, and what to do instead
   * @param cause what revealed it
   */
  public UnsupportedArrayException(Path file, long offset, String what, @Nullable Throwable cause) {
    this(file, "at byte " + offset + ": " + what, cause);
  }

  /** Returns the file concerned. */
  public Path file() {
    return file;
  }
}
