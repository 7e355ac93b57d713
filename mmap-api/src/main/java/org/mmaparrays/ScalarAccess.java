package org.mmaparrays;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;


/** Reads and writes the bits of one element at a byte offset, in the array's byte order. */
abstract sealed class ScalarAccess extends StridedView permits TypedAccess {
  private final boolean swapped;
  private final Primitive primitive;

  ScalarAccess(StridedMemory elements) {
    super(elements);
    this.swapped = type.isSwapped();
    this.primitive = type.primitive();
  }

  final void require(Primitive accessed) {
    if (primitive != accessed) {
      throw wrongType(accessed.numpyName());
    }
  }

  final IllegalArgumentException wrongType(String accessed) {
    return new IllegalArgumentException(lease.array() + ": holds " + type + ", not " + accessed + "; "
        + TypeAdvice.forElement(primitive));
  }

  final byte bits8(long offset) {
    lease.checkNotClosedBefore();
    return memory.get(JAVA_BYTE, offset);
  }

  final short bits16(long offset) {
    lease.checkNotClosedBefore();
    short bits = memory.get(JAVA_SHORT_UNALIGNED, offset);
    return swapped ? Short.reverseBytes(bits) : bits;
  }

  final int bits32(long offset) {
    lease.checkNotClosedBefore();
    int bits = memory.get(JAVA_INT_UNALIGNED, offset);
    return swapped ? Integer.reverseBytes(bits) : bits;
  }

  final long bits64(long offset) {
    lease.checkNotClosedBefore();
    long bits = memory.get(JAVA_LONG_UNALIGNED, offset);
    return swapped ? Long.reverseBytes(bits) : bits;
  }

  final void bits8(long offset, byte bits) {
    lease.checkWritable();
    memory.set(JAVA_BYTE, offset, bits);
  }

  final void bits16(long offset, short bits) {
    lease.checkWritable();
    memory.set(JAVA_SHORT_UNALIGNED, offset, swapped ? Short.reverseBytes(bits) : bits);
  }

  final void bits32(long offset, int bits) {
    lease.checkWritable();
    memory.set(JAVA_INT_UNALIGNED, offset, swapped ? Integer.reverseBytes(bits) : bits);
  }

  final void bits64(long offset, long bits) {
    lease.checkWritable();
    memory.set(JAVA_LONG_UNALIGNED, offset, swapped ? Long.reverseBytes(bits) : bits);
  }
}
