package org.mmaparrays.model;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The lengths of an array's axes: any number of axes from none (a scalar) to {@value #MAX_RANK}, each of any length
 * from zero.
 *
 * <p>Immutable. All products are exact: a shape with more elements than a {@code long} counts cannot be made.
 */
public final class Shape implements Serializable {
  /** The most axes an array may have, as in NumPy 2 ({@code NPY_MAXDIMS}). */
  public static final int MAX_RANK = 64;

  private static final long serialVersionUID = 1L;

  private final long[] dims;
  private final long elementCount;

  private Shape(long[] dims) {
    this.dims = dims;
    this.elementCount = count(dims);
  }

  /**
   * Returns a shape of the given axis lengths; none for a scalar.
   *
   * @throws IllegalArgumentException if a length is negative, there are more than {@value #MAX_RANK} axes, or the
   *     product of the lengths that are not zero exceeds {@code Long.MAX_VALUE}
   */
  public static Shape of(long... dims) {
    return new Shape(dims.clone());
  }

  private static long count(long[] dims) {
    if (dims.length > MAX_RANK) {
      throw new IllegalArgumentException("an array has at most " + MAX_RANK + " axes, not " + dims.length);
    }
    long product = 1;
    boolean empty = false;
    for (long dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException("negative axis length " + dim + " in shape " + text(dims));
      }
      empty |= dim == 0;
      // NumPy refuses (0, 2**62, 2**62) too: strides must fit even where nothing is stored.
      long factor = Math.max(dim, 1);
      if (Math.multiplyHigh(product, factor) != 0 || product * factor < 0) {
        throw new IllegalArgumentException("shape " + text(dims) + " has more elements than 2**63 - 1");
      }
      product *= factor;
    }
    return empty ? 0 : product;
  }

  /** Returns the number of axes. */
  public int rank() {
    return dims.length;
  }

  /**
   * Returns the length of one axis, counted from 0.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public long dim(int axis) {
    if (axis < 0 || axis >= dims.length) {
      throw new IndexOutOfBoundsException(
          "axis " + axis + " of shape " + this + ", which has " + dims.length + " axes");
    }
    return dims[axis];
  }

  /** Returns the lengths of all axes, as a fresh array. */
  public long[] dims() {
    return dims.clone();
  }

  /** Returns the product of all axis lengths: 1 for a scalar, 0 if an axis has length zero. */
  public long elementCount() {
    return elementCount;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(dims, that.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** Returns text as a Python tuple: {@code ()}, {@code (3,)}, {@code (2, 3)}. */
  @Override
  public String toString() {
    return text(dims);
  }

  private static String text(long[] dims) {
    StringBuilder text = new StringBuilder("(");
    for (int axis = 0; axis < dims.length; axis++) {
      text.append(axis == 0 ? "" : ", ").append(dims[axis]);
    }
    return text.append(dims.length == 1 ? ",)" : ")").toString();
  }
}
