package org.mmaparrays;

import java.nio.file.FileSystemException;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown when an array, or some of the rows asked for, is being written by somebody else; nothing has changed. */
public class ArrayLockedException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  private final transient List<Writer> holders;

  /**
   * Names those who write, and what to do.
   *
   * @param ref the array
   * @param holders who writes the same rows
   */
  public ArrayLockedException(ArrayRef ref, List<Writer> holders) {
    super(ref.toString(), null, reason(holders));
    this.holders = List.copyOf(holders);
  }

  private ArrayLockedException(ArrayRef ref, String reason, List<Writer> holders) {
    super(ref.toString(), null, reason);
    this.holders = List.copyOf(holders);
  }

  /** For a file that gets other arrays at the moment. */
  static ArrayLockedException whileAdding(ArrayRef ref, List<Writer> holders) {
    String who = holders.stream().map(Writer::toString).collect(Collectors.joining("; "));
    return new ArrayLockedException(ref, "another array of the file is being created or replaced by " + who
        + ": wait until that is there, and try again", holders);
  }

  /** For a file that is open in a program of another library. */
  static ArrayLockedException elsewhere(ArrayRef ref) {
    return new ArrayLockedException(ref,
        "another program has the file open for writing, as its lock (flock) says:"
            + " close it there, and try again",
        List.of());
  }

  private static String reason(List<Writer> holders) {
    String who = holders.isEmpty()
        ? "somebody who left no record"
        : holders.stream()
            .map(holder -> (holder.isHere() ? "this process, " : "") + holder)
            .collect(Collectors.joining("; "));
    boolean here = !holders.isEmpty() && holders.stream().allMatch(Writer::isHere);
    return "is being written by " + who + ": "
        + (here ? "close that handle first" : "wait until it is closed")
        + ", open with OpenMode.READ, or have each writer declare rows of its own (ArrayOpener.rows)";
  }

  /** Who writes the array, or the same rows of it; empty after deserialization. */
  public List<Writer> holders() {
    return holders == null ? List.of() : holders;
  }
}
