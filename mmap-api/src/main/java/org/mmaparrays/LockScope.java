package org.mmaparrays;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one writer wants for itself.
 *
 * @param kind of what it is a part
 * @param offset the byte offset of an array in a file of several; 0 otherwise
 * @param rows the rows; null for all
 */
record LockScope(Kind kind, long offset, @Nullable RowRange rows) {
  private static final LockScope ADDING = new LockScope(Kind.ADDING, 0, null);

  private static final Pattern RECORD = Pattern.compile("(.*?)(?: at (\\d{1,19})|( adding))?");

  /** What a claim is made on. */
  private enum Kind {
    /** The file, or rows of the only array in it. */
    FILE,
    /** One of the arrays of a file. */
    ARRAY,
    /** What says which arrays a file has. */
    ADDING
  }

  /** The file with all in it, or some rows of its only array. */
  static LockScope file(@Nullable RowRange rows) {
    return new LockScope(Kind.FILE, 0, rows);
  }

  /** One of several arrays, or some rows of it; does not disturb who adds others. */
  static LockScope array(long offset, @Nullable RowRange rows) {
    return new LockScope(Kind.ARRAY, offset, rows);
  }

  /** Adding arrays to a file, and giving their names to others; does not disturb who writes those there are. */
  static LockScope adding() {
    return ADDING;
  }

  /** Whether it is for adding arrays. */
  boolean isForAdding() {
    return kind == Kind.ADDING;
  }

  /** Whether the rows have locks of their own; else who looks at the records sees who has what. */
  boolean hasRowLocks() {
    return kind == Kind.FILE;
  }

  /** Whether two writers cannot have one each. */
  boolean excludes(LockScope other) {
    if (kind != other.kind) {
      return kind == Kind.FILE || other.kind == Kind.FILE;
    }
    return kind == Kind.ADDING
        || (offset == other.offset && (rows == null || other.rows == null || rows.overlaps(other.rows)));
  }

  /** Whether all of another claim is in this one. */
  boolean contains(LockScope other) {
    if (kind == Kind.FILE && rows == null) {
      return true;
    }
    return kind == other.kind && offset == other.offset
        && (rows == null || (other.rows != null && rows.contains(other.rows)));
  }

  /** What the record of a writer says of it, behind what all say. */
  String toRecord() {
    return switch (kind) {
      case FILE -> "";
      case ARRAY -> " at " + offset;
      case ADDING -> " adding";
    };
  }

  /** The claim of a record, whose rows are known. */
  static LockScope ofRecord(String record, @Nullable RowRange rows) {
    Matcher matcher = matcher(record);
    if (matcher.group(2) != null) {
      return array(Long.parseLong(matcher.group(2)), rows);
    }
    return matcher.group(3) != null ? ADDING : file(rows);
  }

  /** A record without what is said of the claim. */
  static String withoutClaim(String record) {
    return matcher(record).group(1);
  }

  private static Matcher matcher(String record) {
    Matcher matcher = RECORD.matcher(record);
    if (!matcher.matches()) {
      throw new AssertionError(record);
    }
    return matcher;
  }
}
