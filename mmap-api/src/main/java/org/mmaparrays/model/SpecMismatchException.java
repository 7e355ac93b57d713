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
   * Compares what was expected with what was found.
   *
   * @param file the file concerned
   * @param expected what the caller expects, in full
   * @param found what the file has, in full
   * @param advice what to do
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

  /** What the caller expects, in full. */
  public String expected() {
    return expected;
  }

  /** What the file has, in full. */
  public String found() {
    return found;
  }
}
