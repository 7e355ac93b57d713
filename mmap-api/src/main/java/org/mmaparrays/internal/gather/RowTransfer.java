package org.mmaparrays.internal.gather;

import java.lang.foreign.MemorySegment;

/** A way to copy rows from where they are to a layout of as many rows, each to its place. */
public interface RowTransfer {
  /**
   * Copies rows.
   *
   * @param target the memory of the layout
   * @param base the byte offset of its first element
   * @param strides its steps in bytes
   * @param swap whether the byte orders differ
   */
  void copy(SortedRows rows, MemorySegment target, long base, long[] strides, boolean swap);
}
