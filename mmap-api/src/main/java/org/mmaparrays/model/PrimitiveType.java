package org.mmaparrays.model;

import java.nio.ByteOrder;

/**
 * A boolean, integer, floating or complex element type in one byte order.
 *
 * <p>Types of one byte have no byte order; theirs is always reported as little-endian, so that equal types are equal.
 *
 * @param primitive the kind of element
 * @param order the byte order of each unit of the element
 */
public record PrimitiveType(Primitive primitive, ByteOrder order) implements DType {

  /** Normalises the byte order of one-byte types. */
  public PrimitiveType {
    if (primitive.unitSize() == 1) {
      order = ByteOrder.LITTLE_ENDIAN;
    }
  }

  /** Returns whether elements of this type have the bytes of the processor's values in reverse order. */
  public boolean isSwapped() {
    return order != ByteOrder.nativeOrder() && primitive.unitSize() > 1;
  }

  @Override
  public int byteSize() {
    return primitive.byteSize();
  }

  @Override
  public String name() {
    return primitive.numpyName();
  }

  @Override
  public String typestring() {
    char prefix = primitive.unitSize() == 1 ? '|' : order == ByteOrder.BIG_ENDIAN ? '>' : '<';
    return "" + prefix + primitive.code() + primitive.byteSize();
  }

  @Override
  public PrimitiveType withOrder(ByteOrder newOrder) {
    return new PrimitiveType(primitive, newOrder);
  }

  /** Returns text as NumPy's {@code str(dtype)} on a little-endian machine: {@code float32}, {@code >f4}. */
  @Override
  public String toString() {
    return order == ByteOrder.BIG_ENDIAN ? typestring() : name();
  }
}
