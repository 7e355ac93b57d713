package org.mmaparrays.compute.internal.loops;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * Some rows of float32 or float64 numbers in this machine's byte order, outside the Java heap: the operands of the loops.
 *
 * @param memory mapped or allocated; never on the heap, or accesses would have to tell the two apart
 * @param doubles whether they are float64
 * @param offset of the first number, in bytes
 * @param stride from one row to the next, in bytes
 * @param count how many rows
 * @param width numbers in each row, which lie side by side
 */
public record Rows(MemorySegment memory, boolean doubles, long offset, long stride, int count, int width) {
  /** Returns rows that follow each other without gaps. */
  public static Rows dense(MemorySegment memory, boolean doubles, long offset, int count, int width) {
    return new Rows(memory, doubles, offset, (long) width * elementSize(doubles), count, width);
  }

  public static int elementSize(boolean doubles) {
    return doubles ? Double.BYTES : Float.BYTES;
  }

  /** Returns rows {@code from} to {@code to} of these. */
  public Rows rows(int from, int to) {
    return new Rows(memory, doubles, at(from), stride, to - from, width);
  }

  /** Returns the rows at the same place of another memory. */
  public Rows in(MemorySegment other) {
    return new Rows(other, doubles, offset, stride, count, width);
  }

  /** Returns where a row starts, in bytes. */
  long at(int row) {
    return offset + row * stride;
  }

  public double get(int row, int column) {
    return doubles
        ? memory.get(JAVA_DOUBLE_UNALIGNED, at(row) + (long) column * Double.BYTES)
        : memory.get(JAVA_FLOAT_UNALIGNED, at(row) + (long) column * Float.BYTES);
  }
}
