package org.mmaparrays.internal.locking;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.mmaparrays.internal.files.FileOwnership;
import org.mmaparrays.internal.linux.ThisProcess;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Writer;

/** The refusals of arrays that other writers have locked, each with its way out. */
public final class LockRefusals {
  /** The most writers that a message names. */
  private static final int MOST_NAMES = 10;

  private LockRefusals() {}

  /** Returns the refusal of an array, or of rows of it, that is being written. */
  public static ArrayLockedException byWriters(ArrayRef ref, List<Writer> holders) {
    boolean here = !holders.isEmpty() && holders.stream().allMatch(LockRefusals::isHere);
    return new ArrayLockedException(ref, "is being written by " + names(holders) + ": "
        + (here ? "close that handle first" : "wait until it is closed")
        + ", open with OpenMode.READ, or have each writer declare rows of its own (ArrayOpener.rows)",
        holders);
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

  private static String names(List<Writer> holders) {
    String names = holders.stream().limit(MOST_NAMES)
        .map(holder -> (isHere(holder) ? "this process, " : "") + holder).collect(Collectors.joining("; "));
    return holders.size() <= MOST_NAMES
        ? names
        : names + "; and " + (holders.size() - MOST_NAMES) + " others";
  }

  private static boolean isHere(Writer writer) {
    return writer.alive() && writer.pid() == ThisProcess.PID && writer.host().equals(ThisProcess.HOST);
  }
}
