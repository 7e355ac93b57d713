package org.mmaparrays;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.internal.memory.TypeAdvice;
import org.mmaparrays.model.Primitive;

/** Reads and writes of the bits of one element at a byte offset, in the byte order of the array. */
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
    return new IllegalArgumentException(scope.array() + ": holds " + type + ", not " + accessed + "; "
        + TypeAdvice.forElement(primitive));
  }

  final byte bits8(long offset) {
    scope.checkNotClosedBefore();
    return memory.get(JAVA_BYTE, offset);
  }

  final short bits16(long offset) {
    scope.checkNotClosedBefore();
    short bits = memory.get(JAVA_SHORT_UNALIGNED, offset);
    return swapped ? Short.reverseBytes(bits) : bits;
  }

  final int bits32(long offset) {
    scope.checkNotClosedBefore();
    int bits = memory.get(JAVA_INT_UNALIGNED, offset);
    return swapped ? Integer.reverseBytes(bits) : bits;
  }

  final long bits64(long offset) {
    scope.checkNotClosedBefore();
    long bits = memory.get(JAVA_LONG_UNALIGNED, offset);
    return swapped ? Long.reverseBytes(bits) : bits;
  }

  final void bits8(long offset, byte bits) {
    scope.checkWritable();
    memory.set(JAVA_BYTE, offset, bits);
  }

  final void bits16(long offset, short bits) {
    scope.checkWritable();
    memory.set(JAVA_SHORT_UNALIGNED, offset, swapped ? Short.reverseBytes(bits) : bits);
  }

  final void bits32(long offset, int bits) {
    scope.checkWritable();
    memory.set(JAVA_INT_UNALIGNED, offset, swapped ? Integer.reverseBytes(bits) : bits);
  }

  final void bits64(long offset, long bits) {
    scope.checkWritable();
    memory.set(JAVA_LONG_UNALIGNED, offset, swapped ? Long.reverseBytes(bits) : bits);
  }
}
