package org.mmaparrays;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown when an array, or some of the rows asked for, is being written by another writer; nothing has changed. */
public class ArrayLockedException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  /** The most writers that a message names. */
  private static final int MOST_NAMES = 10;

  private final transient List<Writer> holders;

  /**
   * Names the writers, and the way out.
   *
   * @param ref the array
   * @param holders the writers of the same rows
   */
  public ArrayLockedException(ArrayRef ref, List<Writer> holders) {
    super(ref.toString(), null, reason(holders));
    this.holders = List.copyOf(holders);
  }

  private ArrayLockedException(ArrayRef ref, String reason, List<Writer> holders) {
    super(ref.toString(), null, reason);
    this.holders = List.copyOf(holders);
  }

  /** Returns the refusal of a file to which another array is being added. */
  static ArrayLockedException whileAdding(ArrayRef ref, List<Writer> holders) {
    return new ArrayLockedException(ref,
        "another array of the file is being created or replaced by " + names(holders)
            + ": wait until that is there, and try again",
        holders);
  }

  /** Returns the refusal of a file that is open in a program of another library. */
  static ArrayLockedException elsewhere(ArrayRef ref) {
    return new ArrayLockedException(ref,
        "another program has the file open for writing, as its lock (flock) says:"
            + " close it there, and try again",
        List.of());
  }

  /** Returns the refusal of a file that another name of it, or another library, is written through. */
  static ArrayLockedException byAnotherName(ArrayRef ref) {
    return new ArrayLockedException(ref,
        "is being written through another name of the file (a hard link), or by another program, as its lock (fcntl) says:"
            + " close it there, and try again, or open with OpenMode.READ",
        List.of());
  }

  /** Returns the refusal of an array that is locked by a writer without a record. */
  static ArrayLockedException byUnknown(ArrayRef ref, Path lock) {
    return new ArrayLockedException(ref, "is being written by a program that left no record in " + lock
        + ", which belongs to " + FileOwnership.owner(lock)
        + ": wait until it has ended, or open with OpenMode.READ; /proc/locks may tell which process it is",
        List.of());
  }

  /** Returns the reason why nothing is durable any more that a writer has written. */
  static ArrayLockedException lost(ArrayRef ref, Path lock) {
    return new ArrayLockedException(ref,
        "its lock was lost, since code of this process has opened and closed " + lock
            + "; another writer may have changed the same elements since",
        List.of());
  }

  private static String reason(List<Writer> holders) {
    String who = names(holders);
    boolean here = !holders.isEmpty() && holders.stream().allMatch(Writer::isHere);
    return "is being written by " + who + ": "
        + (here ? "close that handle first" : "wait until it is closed")
        + ", open with OpenMode.READ, or have each writer declare rows of its own (ArrayOpener.rows)";
  }

  private static String names(List<Writer> holders) {
    String names = holders.stream().limit(MOST_NAMES)
        .map(holder -> (holder.isHere() ? "this process, " : "") + holder).collect(Collectors.joining("; "));
    return holders.size() <= MOST_NAMES
        ? names
        : names + "; and " + (holders.size() - MOST_NAMES) + " others";
  }

  /** Returns the writers of the array, or of the same rows of it; empty after deserialization. */
  public List<Writer> holders() {
    return holders == null ? List.of() : holders;
  }
}
