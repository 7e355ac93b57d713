package org.mmaparrays;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.mmaparrays.internal.memory.JavaArrays;
import org.mmaparrays.internal.memory.StridedCopy;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Primitive;

/** Copies of all elements of a view from and to Java arrays; {@link NdArray} has the contract. */
abstract sealed class BulkAccess extends WideningAccess permits RowAccess {
  private static final Set<Primitive> BITS_OF_BYTE = EnumSet.of(Primitive.INT8, Primitive.UINT8);
  private static final Set<Primitive> BITS_OF_SHORT =
      EnumSet.of(Primitive.INT16, Primitive.UINT16, Primitive.FLOAT16);
  private static final Set<Primitive> BITS_OF_INT = EnumSet.of(Primitive.INT32, Primitive.UINT32);
  private static final Set<Primitive> BITS_OF_LONG = EnumSet.of(Primitive.INT64, Primitive.UINT64);
  private static final Set<Primitive> FLOATS = EnumSet.of(Primitive.FLOAT32, Primitive.COMPLEX64);
  private static final Set<Primitive> DOUBLES = EnumSet.of(Primitive.FLOAT64, Primitive.COMPLEX128);

  BulkAccess(StridedMemory elements) {
    super(elements);
  }

  /** Copies all elements of a bool array out. */
  public void copyTo(boolean[] target) {
    byte[] bytes = new byte[checkedCount("boolean[]", EnumSet.of(Primitive.BOOL), target.length)];
    out(MemorySegment.ofArray(bytes));
    for (int i = 0; i < bytes.length; i++) {
      target[i] = bytes[i] != 0;
    }
  }

  /** Replaces all elements of a bool array. */
  public void copyFrom(boolean[] source) {
    byte[] bytes = new byte[checkedCount("boolean[]", EnumSet.of(Primitive.BOOL), source.length)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (source[i] ? 1 : 0);
    }
    in(MemorySegment.ofArray(bytes));
  }

  /** Copies all elements of an int8 array out. */
  public void copyTo(byte[] target) {
    checkedCount("byte[]", EnumSet.of(Primitive.INT8), target.length);
    out(MemorySegment.ofArray(target));
  }

  /** Replaces all elements of an int8 array. */
  public void copyFrom(byte[] source) {
    checkedCount("byte[]", EnumSet.of(Primitive.INT8), source.length);
    in(MemorySegment.ofArray(source));
  }

  /** Copies all elements of an int16 array out. */
  public void copyTo(short[] target) {
    checkedCount("short[]", EnumSet.of(Primitive.INT16), target.length);
    out(MemorySegment.ofArray(target));
  }

  /** Replaces all elements of an int16 array. */
  public void copyFrom(short[] source) {
    checkedCount("short[]", EnumSet.of(Primitive.INT16), source.length);
    in(MemorySegment.ofArray(source));
  }

  /** Copies all elements of an int32 array out. */
  public void copyTo(int[] target) {
    checkedCount("int[]", EnumSet.of(Primitive.INT32), target.length);
    out(MemorySegment.ofArray(target));
  }

  /** Replaces all elements of an int32 array. */
  public void copyFrom(int[] source) {
    checkedCount("int[]", EnumSet.of(Primitive.INT32), source.length);
    in(MemorySegment.ofArray(source));
  }

  /** Copies all elements of an int64 array out. */
  public void copyTo(long[] target) {
    checkedCount("long[]", EnumSet.of(Primitive.INT64), target.length);
    out(MemorySegment.ofArray(target));
  }

  /** Replaces all elements of an int64 array. */
  public void copyFrom(long[] source) {
    checkedCount("long[]", EnumSet.of(Primitive.INT64), source.length);
    in(MemorySegment.ofArray(source));
  }

  /** Copies all elements of a float32 array out, or of a complex64 array as real and imaginary parts in turn. */
  public void copyTo(float[] target) {
    checkedCount("float[]", FLOATS, target.length);
    out(MemorySegment.ofArray(target));
  }

  /** Replaces all elements of a float32 array, or of a complex64 array as real and imaginary parts in turn. */
  public void copyFrom(float[] source) {
    checkedCount("float[]", FLOATS, source.length);
    in(MemorySegment.ofArray(source));
  }

  /** Copies all elements of a float64 array out, or of a complex128 array as real and imaginary parts in turn. */
  public void copyTo(double[] target) {
    checkedCount("double[]", DOUBLES, target.length);
    out(MemorySegment.ofArray(target));
  }

  /** Replaces all elements of a float64 array, or of a complex128 array as real and imaginary parts in turn. */
  public void copyFrom(double[] source) {
    checkedCount("double[]", DOUBLES, source.length);
    in(MemorySegment.ofArray(source));
  }

  /** Copies the bits of all elements of an int8 or uint8 array out, unconverted. */
  public void copyBitsTo(byte[] target) {
    checkedCount("the bits of a byte[]", BITS_OF_BYTE, target.length);
    out(MemorySegment.ofArray(target));
  }

  /** Replaces the bits of all elements of an int8 or uint8 array, unconverted. */
  public void copyBitsFrom(byte[] source) {
    checkedCount("the bits of a byte[]", BITS_OF_BYTE, source.length);
    in(MemorySegment.ofArray(source));
  }

  /** Copies the bits of all elements of an int16, uint16 or float16 array out, unconverted. */
  public void copyBitsTo(short[] target) {
    checkedCount("the bits of a short[]", BITS_OF_SHORT, target.length);
    out(MemorySegment.ofArray(target));
  }

  /** Replaces the bits of all elements of an int16, uint16 or float16 array, unconverted. */
  public void copyBitsFrom(short[] source) {
    checkedCount("the bits of a short[]", BITS_OF_SHORT, source.length);
    in(MemorySegment.ofArray(source));
  }

  /** Copies the bits of all elements of an int32 or uint32 array out, unconverted. */
  public void copyBitsTo(int[] target) {
    checkedCount("the bits of a int[]", BITS_OF_INT, target.length);
    out(MemorySegment.ofArray(target));
  }

  /** Replaces the bits of all elements of an int32 or uint32 array, unconverted. */
  public void copyBitsFrom(int[] source) {
    checkedCount("the bits of a int[]", BITS_OF_INT, source.length);
    in(MemorySegment.ofArray(source));
  }

  /** Copies the bits of all elements of an int64 or uint64 array out, unconverted. */
  public void copyBitsTo(long[] target) {
    checkedCount("the bits of a long[]", BITS_OF_LONG, target.length);
    out(MemorySegment.ofArray(target));
  }

  /** Replaces the bits of all elements of an int64 or uint64 array, unconverted. */
  public void copyBitsFrom(long[] source) {
    checkedCount("the bits of a long[]", BITS_OF_LONG, source.length);
    in(MemorySegment.ofArray(source));
  }

  /** Copies all elements out as {@code long}, exactly: of a bool array (0 or 1) or any integer array except uint64. */
  public void copyWidenedTo(long[] target) {
    int count = checkedCount("widened to long[]", Widening.TO_LONG, target.length);
    widened(dense -> dense.toLongs(target, count));
  }

  /** Copies all elements out as {@code float}, exactly: of a bool array (0 or 1), integers to 16 bits, float16/32. */
  public void copyWidenedTo(float[] target) {
    int count = checkedCount("widened to float[]", Widening.TO_FLOAT, target.length);
    widened(dense -> dense.toFloats(target, count));
  }

  /** Copies all elements out as {@code double}, exactly: of a bool array (0 or 1), integers to 32 bits, any float. */
  public void copyWidenedTo(double[] target) {
    int count = checkedCount("widened to double[]", Widening.TO_DOUBLE, target.length);
    widened(dense -> dense.toDoubles(target, count));
  }

  private int checkedCount(String javaArray, Set<Primitive> accepted, int available) {
    return JavaArrays.checkedCount(elements, shape, javaArray, accepted, available);
  }

  private void widened(Consumer<Widening> loop) {
    elements.reading(() -> {
      if (elements.isDense(MemoryOrder.C)) {
        loop.accept(new Widening(memory, base, type));
        return;
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment dense = arena.allocate(shape.elementCount() * type.byteSize());
        StridedCopy.copy(elements, dense, 0, rowMajor(), type.isSwapped());
        loop.accept(new Widening(dense, 0, type.withOrder(ByteOrder.nativeOrder())));
      }
    });
  }

  private void out(MemorySegment target) {
    elements.reading(() -> StridedCopy.copy(elements, target, 0, rowMajor(), type.isSwapped()));
  }

  private void in(MemorySegment source) {
    elements.writing(() -> StridedCopy.copy(source, 0, rowMajor(), elements, type.isSwapped()));
  }

  private long[] rowMajor() {
    return StridedMemory.denseStrides(shape, MemoryOrder.C, type.byteSize());
  }
}
