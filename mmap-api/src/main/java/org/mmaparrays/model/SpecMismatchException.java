package org.mmaparrays.model;

import java.io.IOException;
import java.nio.file.Path;

/** Thrown when a file holds another array than the caller expects; carries both in full. */
public class SpecMismatchException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Path file;
  private final String expected;
  private final String found;

  /**
   * Compares the expected description with the one found.
   *
   * @param file the file concerned
   * @param expected the description that the caller expects, in full
   * @param found the description that the file has, in full
   * @param advice the way out
   */
  public SpecMismatchException(Path file, String expected, String found, String advice) {
    super(OneLine.of(file + ": expected " + expected + ", found " + found + ": " + advice));
    this.file = file;
    this.expected = expected;
    this.found = found;
  }

  /** Returns the file concerned. */
  public Path file() {
    return file;
  }

  /** Returns the description that the caller expects, in full. */
  public String expected() {
    return expected;
  }

  /** Returns the description that the file has, in full. */
  public String found() {
    return found;
  }
}
