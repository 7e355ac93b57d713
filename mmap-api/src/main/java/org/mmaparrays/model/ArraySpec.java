package org.mmaparrays.model;

/**
 * The element type, shape, memory order and attributes of an array, independent of its place.
 *
 * <p>Arrays of at most one axis have the same layout in both orders; theirs is always {@link MemoryOrder#C}.
 *
 * @param dtype the type of each element
 * @param shape the lengths of the axes
 * @param order which axis varies fastest in storage
 * @param attributes further facts about the array
 */
public record ArraySpec(DType dtype, Shape shape, MemoryOrder order, Attributes attributes) {

  /**
   * Checks that the size in bytes fits a {@code long}, and normalises the order.
   *
   * @throws IllegalArgumentException if dtype times shape exceeds {@code Long.MAX_VALUE} bytes
   */
  public ArraySpec {
    if (shape.rank() <= 1) {
      order = MemoryOrder.C;
    }
    long spanned = 1;
    for (long dim : shape.dims()) {
      spanned *= Math.max(dim, 1);
    }
    if (Math.multiplyHigh(spanned, dtype.byteSize()) != 0 || spanned * dtype.byteSize() < 0) {
      throw new IllegalArgumentException(dtype + " " + shape + " has more bytes than 2**63 - 1");
    }
  }

  /** Returns a spec in C order without attributes. */
  public static ArraySpec of(DType dtype, long... dims) {
    return of(dtype, Shape.of(dims));
  }

  /** Returns a spec in C order without attributes. */
  public static ArraySpec of(DType dtype, Shape shape) {
    return new ArraySpec(dtype, shape, MemoryOrder.C, Attributes.NONE);
  }

  /** Returns the same with another memory order. */
  public ArraySpec withOrder(MemoryOrder newOrder) {
    return new ArraySpec(dtype, shape, newOrder, attributes);
  }

  /** Returns the same with another element type. */
  public ArraySpec withDType(DType newDType) {
    return new ArraySpec(newDType, shape, order, attributes);
  }

  /** Returns the same with another shape. */
  public ArraySpec withShape(Shape newShape) {
    return new ArraySpec(dtype, newShape, order, attributes);
  }

  /** Returns the same with so many rows; without axes, the same. */
  public ArraySpec withRows(long rows) {
    if (shape.rank() == 0) {
      return this;
    }
    long[] dims = shape.dims();
    dims[0] = rows;
    return withShape(Shape.of(dims));
  }

  /** Returns the same with other attributes. */
  public ArraySpec withAttributes(Attributes newAttributes) {
    return new ArraySpec(dtype, shape, order, newAttributes);
  }

  /** Returns the size of all elements, in bytes. */
  public long byteSize() {
    return shape.elementCount() * dtype.byteSize();
  }

  /** Returns whether dtype, shape and order are equal; attributes do not count. */
  public boolean sameLayout(ArraySpec other) {
    return dtype.equals(other.dtype) && shape.equals(other.shape) && order == other.order;
  }

  /** Returns text as in {@code float32 (60000, 784) order C}. */
  @Override
  public String toString() {
    return dtype + " " + shape + " order " + order;
  }
}
