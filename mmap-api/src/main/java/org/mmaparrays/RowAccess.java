package org.mmaparrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mmaparrays.internal.concurrent.PendingFault;
import org.mmaparrays.internal.memory.MappingFault;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.Primitive;

/** Copies of one row at a time from and to Java arrays; {@link NdArray} has the contract. */
abstract sealed class RowAccess extends BulkAccess permits NdArray {
  private static final Swappable SHORT = new Swappable(ValueLayout.JAVA_SHORT_UNALIGNED);
  private static final Swappable INT = new Swappable(ValueLayout.JAVA_INT_UNALIGNED);
  private static final Swappable LONG = new Swappable(ValueLayout.JAVA_LONG_UNALIGNED);
  private static final Swappable FLOAT = new Swappable(ValueLayout.JAVA_FLOAT_UNALIGNED);
  private static final Swappable DOUBLE = new Swappable(ValueLayout.JAVA_DOUBLE_UNALIGNED);
  private static final Swappable BYTE = new Swappable(ValueLayout.JAVA_BYTE);

  /** Java array entries of one row that lies side by side; 0 if it does not, or has none, or too many for any. */
  private final int denseEntries;

  private final long rowCount;
  private final long rowStride;
  private final boolean swapped;

  RowAccess(StridedMemory elements) {
    super(elements);
    this.rowCount = shape.rank() == 0 ? 0 : shape.dim(0);
    this.rowStride = shape.rank() == 0 ? 0 : strides[0];
    this.swapped = type.isSwapped();
    this.denseEntries = denseEntries();
  }

  private int denseEntries() {
    long entries = type.primitive().isComplex() ? 2 : 1;
    long step = type.byteSize();
    for (int axis = strides.length - 1; axis > 0; axis--) {
      if (strides[axis] != step && shape.dim(axis) > 1) {
        return 0;
      }
      // No product can overflow, nor be zero: the bytes of a shape fit a long.
      step *= Math.max(1, shape.dim(axis));
      entries *= shape.dim(axis);
    }
    return entries > Integer.MAX_VALUE ? 0 : (int) entries;
  }

  /** Copies row i of an int8 array out. */
  public void getRow(long i, byte[] target) {
    if (isDenseRow(i, target.length, Primitive.INT8, Primitive.INT8)) {
      out(i, target, BYTE);
    } else {
      rowOf(i).copyTo(target);
    }
  }

  /** Replaces row i of an int8 array. */
  public void setRow(long i, byte[] source) {
    if (isDenseRow(i, source.length, Primitive.INT8, Primitive.INT8)) {
      in(i, source, BYTE);
    } else {
      rowOf(i).copyFrom(source);
    }
  }

  /** Copies row i of an int16 array out. */
  public void getRow(long i, short[] target) {
    if (isDenseRow(i, target.length, Primitive.INT16, Primitive.INT16)) {
      out(i, target, SHORT);
    } else {
      rowOf(i).copyTo(target);
    }
  }

  /** Replaces row i of an int16 array. */
  public void setRow(long i, short[] source) {
    if (isDenseRow(i, source.length, Primitive.INT16, Primitive.INT16)) {
      in(i, source, SHORT);
    } else {
      rowOf(i).copyFrom(source);
    }
  }

  /** Copies row i of an int32 array out. */
  public void getRow(long i, int[] target) {
    if (isDenseRow(i, target.length, Primitive.INT32, Primitive.INT32)) {
      out(i, target, INT);
    } else {
      rowOf(i).copyTo(target);
    }
  }

  /** Replaces row i of an int32 array. */
  public void setRow(long i, int[] source) {
    if (isDenseRow(i, source.length, Primitive.INT32, Primitive.INT32)) {
      in(i, source, INT);
    } else {
      rowOf(i).copyFrom(source);
    }
  }

  /** Copies row i of an int64 array out. */
  public void getRow(long i, long[] target) {
    if (isDenseRow(i, target.length, Primitive.INT64, Primitive.INT64)) {
      out(i, target, LONG);
    } else {
      rowOf(i).copyTo(target);
    }
  }

  /** Replaces row i of an int64 array. */
  public void setRow(long i, long[] source) {
    if (isDenseRow(i, source.length, Primitive.INT64, Primitive.INT64)) {
      in(i, source, LONG);
    } else {
      rowOf(i).copyFrom(source);
    }
  }

  /** Copies row i of a float32 array out, or of a complex64 array as real and imaginary parts in turn. */
  public void getRow(long i, float[] target) {
    if (isDenseRow(i, target.length, Primitive.FLOAT32, Primitive.COMPLEX64)) {
      out(i, target, FLOAT);
    } else {
      rowOf(i).copyTo(target);
    }
  }

  /** Replaces row i of a float32 array, or of a complex64 array as real and imaginary parts in turn. */
  public void setRow(long i, float[] source) {
    if (isDenseRow(i, source.length, Primitive.FLOAT32, Primitive.COMPLEX64)) {
      in(i, source, FLOAT);
    } else {
      rowOf(i).copyFrom(source);
    }
  }

  /** Copies row i of a float64 array out, or of a complex128 array as real and imaginary parts in turn. */
  public void getRow(long i, double[] target) {
    if (isDenseRow(i, target.length, Primitive.FLOAT64, Primitive.COMPLEX128)) {
      out(i, target, DOUBLE);
    } else {
      rowOf(i).copyTo(target);
    }
  }

  /** Replaces row i of a float64 array, or of a complex128 array as real and imaginary parts in turn. */
  public void setRow(long i, double[] source) {
    if (isDenseRow(i, source.length, Primitive.FLOAT64, Primitive.COMPLEX128)) {
      in(i, source, DOUBLE);
    } else {
      rowOf(i).copyFrom(source);
    }
  }

  /** Returns the view of a row, which copies rows that the fast way does not take, or throws the exception that says why. */
  abstract NdArray rowOf(long i);

  /** Returns whether there is such a row, of one of the types, side by side, and so many entries are enough for it. */
  private boolean isDenseRow(long i, int available, Primitive real, Primitive complex) {
    Primitive held = type.primitive();
    return (held == real || held == complex)
        && i >= 0 && i < rowCount
        && denseEntries > 0 && denseEntries <= available;
  }

  private void out(long i, Object target, Swappable layout) {
    scope.checkOpen();
    try {
      MemorySegment.copy(memory, layout.as(swapped), base + i * rowStride, target, 0, denseEntries);
      PendingFault.surface();
    } catch (InternalError fault) {
      throw MappingFault.of(scope.array(), fault);
    }
  }

  private void in(long i, Object source, Swappable layout) {
    scope.beginWrite();
    try {
      MemorySegment.copy(source, 0, memory, layout.as(swapped), base + i * rowStride, denseEntries);
      PendingFault.surface();
    } catch (InternalError fault) {
      throw MappingFault.of(scope.array(), fault);
    } finally {
      scope.endWrite();
    }
  }

  /** The entries of a Java array, as they are in memory in either byte order. */
  private record Swappable(ValueLayout straight, ValueLayout swapped) {
    Swappable(ValueLayout straight) {
      this(straight, straight.withOrder(
          ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
              ? ByteOrder.BIG_ENDIAN
              : ByteOrder.LITTLE_ENDIAN));
    }

    ValueLayout as(boolean swap) {
      return swap ? swapped : straight;
    }
  }
}
