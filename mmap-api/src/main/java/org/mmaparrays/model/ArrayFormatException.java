package org.mmaparrays.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Thrown for a malformed file: it names the file, the byte, the content found and the content expected. */
public class ArrayFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Path file;
  private final long offset;
  private final String found;
  private final String expected;

  /**
   * A fault at a known byte.
   *
   * @param file the malformed file
   * @param offset the byte offset of the fault, from 0
   * @param found the content that is there
   * @param expected the content that should be there, or the way out
   */
  public ArrayFormatException(Path file, long offset, String found, String expected) {
    this(file, offset, found, expected, null);
  }

  /**
   * A fault at a known byte, with the error that revealed it.
   *
   * @param file the malformed file
   * @param offset the byte offset of the fault, from 0
   * @param found the content that is there
   * @param expected the content that should be there, or the way out
   * @param cause the exception that revealed it
   */
  public ArrayFormatException(
      Path file, long offset, String found, String expected, @Nullable Throwable cause) {
    super(OneLine.of(file + ": at byte " + offset + ": found " + found + "; expected " + expected), cause);
    this.file = file;
    this.offset = offset;
    this.found = found;
    this.expected = expected;
  }

  /**
   * A fault of the file as a whole.
   *
   * @param file the malformed file
   * @param found the content that is there
   * @param expected the content that should be there, or the way out
   */
  public ArrayFormatException(Path file, String found, String expected) {
    super(OneLine.of(file + ": found " + found + "; expected " + expected));
    this.file = file;
    this.offset = Long.MIN_VALUE;
    this.found = found;
    this.expected = expected;
  }

  /** Returns the malformed file. */
  public Path file() {
    return file;
  }

  /** Returns where in the file the fault is, if it is in one place. */
  public OptionalLong offset() {
    return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  /** Returns the content that is there. */
  public String found() {
    return found;
  }

  /** Returns the content that should be there, or the way out. */
  public String expected() {
    return expected;
  }
}
