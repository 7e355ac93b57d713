package org.mmaparrays;

import java.lang.foreign.MemorySegment;

/**
 * Data whose rows and elements can be asked for by index, in any order.
 *
 * <p>Whoever asks for many at once is served in the order of storage: rows are sorted, read ahead where they are not in
 * memory, copied on several threads where there are many, and put where the caller wants them. The result is the same as
 * copying one after another.
 *
 * <p>Every method throws {@link IndexOutOfBoundsException}, before anything is copied, if a row or an element is outside the
 * shape, {@link IllegalStateException} once the array is closed, and {@link StorageFaultException} if the storage fails
 * while copying. Targets in memory or of other files are written as by {@link NdArray#copyFrom}: {@link
 * IllegalArgumentException} if type or shape differ (byte orders may), {@link ReadOnlyArrayException} if they are read-only.
 * Java arrays take what {@link NdArray#copyTo(float[])} gives them, from their start, and may be longer.
 */
public sealed interface IndexedData extends ArrayData permits NdArray, StoredArray {
  /**
   * A copy in memory of some rows, in the order given; a row given twice is there twice.
   *
   * @param rows indices of the first axis
   * @return an array of the same type, dense in row-major order, whose first axis has as many rows as were given
   * @throws OutOfMemoryError as {@link NdArray#allocate}
   */
  default NdArray gather(long... rows) {
    return RowGather.of(allElements(this), rows).toNew();
  }

  /**
   * Copies some rows, in the order given, over those of another array.
   *
   * @param rows indices of the first axis
   * @param target as many rows of the same type and shape; it may overlap this array
   */
  default void gather(long[] rows, NdArray target) {
    RowGather.of(allElements(this), rows).to(target);
  }

  /**
   * Copies some rows, in the order given, of a float32 array, or of a complex64 array as real and imaginary parts in turn.
   *
   * @param rows indices of the first axis
   * @throws IllegalArgumentException if the array holds another type, or the target is too short
   */
  default void gather(long[] rows, float[] target) {
    RowGather gather = RowGather.of(allElements(this), rows);
    allElements(this).checkFloats(gather.shape(), target.length);
    gather.to(MemorySegment.ofArray(target));
  }

  /**
   * Copies some rows, in the order given, of a float64 array, or of a complex128 array as real and imaginary parts in turn.
   *
   * @param rows indices of the first axis
   * @throws IllegalArgumentException if the array holds another type, or the target is too short
   */
  default void gather(long[] rows, double[] target) {
    RowGather gather = RowGather.of(allElements(this), rows);
    allElements(this).checkDoubles(gather.shape(), target.length);
    gather.to(MemorySegment.ofArray(target));
  }

  private static NdArray allElements(IndexedData data) {
    return switch (data) {
      case NdArray view -> view;
      case StoredArray array -> array.view();
    };
  }
}
