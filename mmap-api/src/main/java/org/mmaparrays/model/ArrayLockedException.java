package org.mmaparrays.model;

import java.nio.file.FileSystemException;
import java.util.List;

/** Thrown when an array, or some of the rows asked for, is being written by another writer; nothing has changed. */
public class ArrayLockedException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  private final transient List<Writer> holders;

  /**
   * Refuses an array to a writer, and names the way out.
   *
   * @param ref the array
   * @param reason the reason, as it follows the name of the array in a sentence
   * @param holders the writers of the same rows; none if they are not known
   */
  public ArrayLockedException(ArrayRef ref, String reason, List<Writer> holders) {
    super(ref.toString(), null, reason);
    this.holders = List.copyOf(holders);
  }

  /** Returns the writers of the array, or of the same rows of it; empty after deserialization. */
  public List<Writer> holders() {
    return holders == null ? List.of() : holders;
  }
}
