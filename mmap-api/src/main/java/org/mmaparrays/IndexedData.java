package org.mmaparrays;

import java.lang.foreign.MemorySegment;
import org.mmaparrays.internal.gather.ElementTake;
import org.mmaparrays.internal.gather.RowGather;
import org.mmaparrays.model.ReadOnlyArrayException;
import org.mmaparrays.model.StorageFaultException;

/**
 * Data whose rows and elements can be asked for by index, in any order.
 *
 * <p>Requests of many rows are served in the order of storage: rows are sorted, read ahead where they are not in
 * memory, copied on several threads where there are many, and put where the caller wants them; of an array that is decoded,
 * each block is decoded once. The result is the same as copying one after another.
 *
 * <p>Every method throws {@link IndexOutOfBoundsException}, before anything is copied, if a row or an element is outside the
 * shape, {@link IllegalStateException} once the array is closed, and {@link StorageFaultException} if the storage fails
 * while copying. Targets in memory or of other files are written as by {@link NdArray#copyFrom}: {@link
 * IllegalArgumentException} if type or shape differ (byte orders may), {@link ReadOnlyArrayException} if they are read-only.
 * Java arrays take what {@link NdArray#copyTo(float[])} gives them, from their start, and may be longer.
 */
public sealed interface IndexedData extends ArrayData permits NdArray, StoredArray {
  /**
   * Returns a copy in memory of some rows, in the order given; a row given twice is there twice.
   *
   * @param rows indices of the first axis
   * @return an array of the same type, dense in row-major order, whose first axis has as many rows as were given
   * @throws OutOfMemoryError as {@link NdArray#allocate}
   */
  default NdArray gather(long... rows) {
    return new NdArray(IndexedAccess.rows(this, rows).toNew());
  }

  /**
   * Copies some rows, in the order given, over those of another array.
   *
   * @param rows indices of the first axis
   * @param target as many rows of the same type and shape; it may overlap this array
   */
  default void gather(long[] rows, NdArray target) {
    IndexedAccess.rows(this, rows).to(target.elements);
  }

  /**
   * Copies some rows, in the order given, of a float32 array, or of a complex64 array as real and imaginary parts in turn.
   *
   * @param rows indices of the first axis
   * @throws IllegalArgumentException if the array holds another type, or the target is too short
   */
  default void gather(long[] rows, float[] target) {
    RowGather gather = IndexedAccess.rows(this, rows);
    gather.checkFloats(target.length);
    gather.to(MemorySegment.ofArray(target));
  }

  /**
   * Copies some rows, in the order given, of a float64 array, or of a complex128 array as real and imaginary parts in turn.
   *
   * @param rows indices of the first axis
   * @throws IllegalArgumentException if the array holds another type, or the target is too short
   */
  default void gather(long[] rows, double[] target) {
    RowGather gather = IndexedAccess.rows(this, rows);
    gather.checkDoubles(target.length);
    gather.to(MemorySegment.ofArray(target));
  }

  /**
   * Returns a copy in memory of some elements, in the order given; an element given twice is there twice.
   *
   * @param flat indices in row-major order, in any order of storage: of element (i, j) of shape (n, m), i·m + j
   * @return an array of the same type and one axis, as long as the indices
   * @throws OutOfMemoryError as {@link NdArray#allocate}
   */
  default NdArray take(long... flat) {
    return new NdArray(IndexedAccess.elements(this, flat).toNew());
  }

  /**
   * Copies some elements, in the order given, over those of another array.
   *
   * @param flat indices in row-major order
   * @param target an array of the same type and one axis, as long as the indices; it may overlap this array
   */
  default void take(long[] flat, NdArray target) {
    IndexedAccess.elements(this, flat).to(target.elements);
  }

  /**
   * Copies some elements, in the order given, of a float32 array, or of a complex64 array as real and imaginary parts in
   * turn.
   *
   * @param flat indices in row-major order
   * @throws IllegalArgumentException if the array holds another type, or the target is too short
   */
  default void take(long[] flat, float[] target) {
    ElementTake take = IndexedAccess.elements(this, flat);
    take.checkFloats(target.length);
    take.to(MemorySegment.ofArray(target));
  }

  /**
   * Copies some elements, in the order given, of a float64 array, or of a complex128 array as real and imaginary parts in
   * turn.
   *
   * @param flat indices in row-major order
   * @throws IllegalArgumentException if the array holds another type, or the target is too short
   */
  default void take(long[] flat, double[] target) {
    ElementTake take = IndexedAccess.elements(this, flat);
    take.checkDoubles(target.length);
    take.to(MemorySegment.ofArray(target));
  }

  /**
   * Returns all rows once, in an order that is random as far as a window reaches, so that the disk is read in long stretches: windows
   * of contiguous rows follow each other in random order, and so do the rows within each.
   *
   * <p>While one window is served the next is read, so that two of them should fit in memory; nothing is allocated for
   * a row. Batches may span windows. Their rows are copied into one buffer, which the batches of an iteration share.
   *
   * <p>The order depends on the number of rows, the window and the seed alone, and is the same in all releases. With
   * {@code next()} of SplitMix64 from the seed (Steele, Lea and Flood 2014: {@code s += 0x9E3779B97F4A7C15; z = s; z = (z ^ z
   * >>> 30) * 0xBF58476D1CE4E5B9; z = (z ^ z >>> 27) * 0x94D049BB133111EB; z ^ z >>> 31}), a shuffle of k numbers starts with
   * 0 to k - 1 and, for i from k - 1 down to 1, swaps those at i and at the high 64 bits of the unsigned product {@code next()
   * * (i + 1)}. First the windows are shuffled; then, whenever one is begun, its rows, which are served from the last of the
   * shuffled to the first. Another epoch takes another seed.
   *
   * @param size the rows of each batch but the last
   * @param window the rows of each window but the one at the end of the array; if there are fewer rows, they are one window
   * @throws IllegalArgumentException if size or window are not positive, or there are more than 2³¹ - 9 windows or rows in
   *     each
   * @throws IndexOutOfBoundsException if the array has no axes
   */
  default Batches shuffledBatches(int size, long window, long seed) {
    return Batches.shuffled(this, size, window, seed);
  }
}
