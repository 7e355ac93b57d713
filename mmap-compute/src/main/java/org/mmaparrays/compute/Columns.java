package org.mmaparrays.compute;

import java.util.function.Consumer;
import org.mmaparrays.ArrayData;
import org.mmaparrays.NdArray;
import org.mmaparrays.compute.internal.loops.Lanes;
import org.mmaparrays.compute.internal.passes.Overlap;
import org.mmaparrays.compute.internal.passes.Written;
import org.mmaparrays.compute.internal.tiles.ColumnScaling;
import org.mmaparrays.compute.internal.tiles.Tile;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.RowRange;

/**
 * Maps of the columns of an array, in place or into another array.
 *
 * <p>All methods throw {@link IllegalStateException} if an array is or gets closed, {@link
 * org.mmaparrays.model.ReadOnlyArrayException} if the target is read-only, {@link org.mmaparrays.model.StorageFaultException} if
 * storage fails, and {@link java.util.concurrent.CancellationException} if the calling thread is interrupted; in the last
 * three cases some elements of the target may have been replaced and others not.
 */
public final class Columns {
  private Columns() {}

  /**
   * Replaces each element x of column c by {@code (x - shift[c]) * scale[c]}, on all processors.
   *
   * @throws IllegalArgumentException as {@link #scale(ArrayData, ArrayData, double[], double[], Workers)}
   */
  public static void scale(ArrayData array, double[] shift, double[] scale) {
    scale(array, array, shift, scale, Workers.available());
  }

  /**
   * Sets each element of the target to {@code (x - shift[c]) * scale[c]}, where x is the source's element at the same
   * index and c its column; computed as float64 and rounded once.
   *
   * <p>The target may be the source itself. Rows of a {@link org.mmaparrays.StoredArray} that are done are on their way to
   * the device while others are computed, so that the flush that follows has less to do.
   *
   * @param source elements of any real type
   * @param target float32 or float64 in place, of the same shape
   * @param shift one number for each column
   * @param scale one number for each column
   * @throws IllegalArgumentException if a type or a shape is another, {@code shift} or {@code scale} has another length,
   *     there are more than 4,194,304 columns, the target is not in place, or source and target share memory without being
   *     the same view
   */
  public static void scale(ArrayData source, ArrayData target, double[] shift, double[] scale,
      Workers workers) {
    NdArray to = check(source, target);
    int columns = Lanes.columns(target.shape());
    if (shift.length != columns || scale.length != columns) {
      throw new IllegalArgumentException(
          target + " has " + columns + " columns, but there are " + shift.length
              + " shifts and " + scale.length + " scales");
    }
    source.inPlace().ifPresent(from -> Overlap.refuse(from, to));
    if (target.shape().elementCount() == 0) {
      return;
    }
    Consumer<RowRange> written = Written.rows(target);
    workers.over(source).forEach(() -> {
      ColumnScaling scaling = new ColumnScaling(source, to, shift, scale);
      return chunk -> {
        scaling.scale(chunk.view(), to.rows(chunk.rows()));
        written.accept(chunk.rows());
      };
    });
  }

  /** Returns the target in place, once types and shapes are known to fit. */
  static NdArray check(ArrayData source, ArrayData target) {
    Primitive type = Tile.primitive(target);
    if (type != Primitive.FLOAT32 && type != Primitive.FLOAT64) {
      throw new IllegalArgumentException(
          target + ": what is computed is float32 or float64; write it into such an array");
    }
    if (Tile.primitive(source).isComplex()) {
      throw new IllegalArgumentException(source + ": complex numbers do not go into " + target.dtype());
    }
    if (!source.shape().equals(target.shape())) {
      throw new IllegalArgumentException(source + " and " + target + " differ in shape");
    }
    return target.inPlace()
        .orElseThrow(() -> new IllegalArgumentException(target + " cannot be written in place"));
  }
}
