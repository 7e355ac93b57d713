package org.mmaparrays.model;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Thrown for an array that is well formed, but needs something that the store or the library lacks. */
public class UnsupportedArrayException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Path file;

  /**
   * Names the missing feature.
   *
   * @param file the file concerned
   * @param problem the missing feature, and the way out
   */
  public UnsupportedArrayException(Path file, String problem) {
    this(file, problem, null);
  }

  /**
   * Names the missing feature, with the error that revealed it.
   *
   * @param file the file concerned
   * @param problem the missing feature, and the way out
   * @param cause the exception that revealed it
   */
  public UnsupportedArrayException(Path file, String problem, @Nullable Throwable cause) {
    super(OneLine.of(file + ": " + problem), cause);
    this.file = file;
  }

  /**
   * Names the missing feature, and the byte that asks for it.
   *
   * @param file the file concerned
   * @param offset the byte offset, from 0
   * @param problem the missing feature, and the way out
   * @param cause the exception that revealed it
   */
  public UnsupportedArrayException(Path file, long offset, String problem, @Nullable Throwable cause) {
    this(file, "at byte " + offset + ": " + problem, cause);
  }

  /** Returns the file concerned. */
  public Path file() {
    return file;
  }
}
