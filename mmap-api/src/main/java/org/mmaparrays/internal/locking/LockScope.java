package org.mmaparrays.internal.locking;

import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.files.ArrayKey;
import org.mmaparrays.model.RowRange;

/**
 * The part of a file that one writer has for itself: all of it, one of its arrays, rows of an array, or its list of arrays.
 *
 * <p>A scope stands for bytes, which its writer locks in the lock file, and for writing in place in the array's own file, too. They
 * are far behind all that these files hold: one for each row of the only array of a file, one for the list of arrays, and one for
 * each row of each of several arrays. The last begin at the offset of their array. An array has at most as many rows as bytes, so
 * that those of two arrays never meet.
 *
 * @param kind the kind of part
 * @param offset the byte offset of one of several arrays; 0 otherwise
 * @param count the number of rows that one of several arrays has; 1 if it has no bytes
 * @param rows the rows; null for all
 * @param inPlace whether the writer changes elements that readers see. A writer that creates, replaces or adds leaves the old array
 *     or the new one when it dies
 */
public record LockScope(Kind kind, long offset, long count, @Nullable RowRange rows, boolean inPlace) {
  private static final long FIRST_ROW = 1L << 33;
  private static final long LIST = 1L << 62;
  private static final long FIRST_ARRAY = LIST + 1;
  private static final long END = Long.MAX_VALUE;

  private static final LockScope ADDING = new LockScope(Kind.ADDING, 0, 1, null, false);

  /** The parts of a file. */
  enum Kind {
    /** The file, or rows of the only array in it. */
    FILE,
    /** One of the arrays of a file. */
    ARRAY,
    /** The list of arrays that a file has. */
    ADDING
  }

  /**
   * Bytes that are locked.
   *
   * @param from the first of them
   * @param to the one after the last
   */
  record Bytes(long from, long to) {
    static final Bytes NONE = new Bytes(0, 0);

    boolean isEmpty() {
      return from >= to;
    }

    long length() {
      return to - from;
    }
  }

  /** Returns the scope of a writer of a file with all arrays in it, or of some rows of its only array. */
  public static LockScope file(@Nullable RowRange rows) {
    return new LockScope(Kind.FILE, 0, 1, rows, true);
  }

  /** Returns the scope of a writer of one of several arrays, or of some rows of it; other writers can add arrays at the same time. */
  static LockScope array(long offset, long count, @Nullable RowRange rows) {
    return new LockScope(Kind.ARRAY, offset, count, rows, true);
  }

  /** Returns the scope of a writer of an array, or of some rows of it. */
  public static LockScope of(ArrayKey key, @Nullable RowRange rows) {
    return key.offset().isPresent() ? array(key.offset().getAsLong(), key.count(), rows) : file(rows);
  }

  /** Returns the scope of a writer that adds arrays to a file, or gives their names to others; other writers can write those there are. */
  public static LockScope adding() {
    return ADDING;
  }

  /** Returns the same part for a writer that creates or replaces it. */
  public LockScope creating() {
    return new LockScope(kind, offset, count, rows, false);
  }

  /** Returns whether it is for adding arrays. */
  boolean isForAdding() {
    return kind == Kind.ADDING;
  }

  /** Returns whether the file that the writer changes is the one that has the name already. */
  boolean isInFile() {
    return inPlace || kind != Kind.FILE;
  }

  /** Returns the bytes that its writer locks for itself. */
  Bytes own() {
    return switch (kind) {
      case ADDING -> new Bytes(LIST, FIRST_ARRAY);
      case FILE -> rows == null ? new Bytes(FIRST_ROW, END) : bytes(rows, FIRST_ROW, LIST - FIRST_ROW - 1);
      case ARRAY -> {
        long first = FIRST_ARRAY + Math.min(offset, END - FIRST_ARRAY - 1);
        yield bytes(rows == null ? new RowRange(0, count) : rows, first,
            Math.min(count, END - first) - 1);
      }
    };
  }

  /** Rows behind the last share a byte: two writers of such rows are refused rather than confused. */
  private static Bytes bytes(RowRange rows, long first, long last) {
    return rows.isEmpty()
        ? Bytes.NONE
        : new Bytes(first + Math.min(rows.from(), last), first + Math.min(rows.to() - 1, last) + 1);
  }

  /** Returns the bytes that no other writer may have locked: those of a file with one array, or with several. */
  Bytes foreign() {
    if (kind != Kind.FILE) {
      return new Bytes(FIRST_ROW, LIST);
    }
    return rows == null ? Bytes.NONE : new Bytes(LIST, END);
  }

  /** Returns whether two writers cannot have one each. */
  boolean excludes(LockScope other) {
    if (kind != other.kind) {
      return kind == Kind.FILE || other.kind == Kind.FILE;
    }
    return kind == Kind.ADDING
        || (offset == other.offset && (rows == null || other.rows == null || rows.overlaps(other.rows)));
  }

  /** Returns whether all of another scope is in this one. */
  boolean contains(LockScope other) {
    if (kind == Kind.FILE && rows == null) {
      return true;
    }
    return kind == other.kind && offset == other.offset
        && (rows == null || (other.rows != null && rows.contains(other.rows)));
  }
}
