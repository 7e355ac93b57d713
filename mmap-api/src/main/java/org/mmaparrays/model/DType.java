package org.mmaparrays.model;

import java.nio.ByteOrder;
import java.util.List;

/**
 * The type of an array's elements, with its byte order.
 *
 * <p>The hierarchy is closed. Today every type is a {@link PrimitiveType}; text, date and structured types may join as
 * further permitted records, so a {@code switch} over this type should name the record it handles.
 */
public sealed interface DType permits PrimitiveType {
  /** Boolean, one byte. */
  PrimitiveType BOOL = Typestrings.littleEndian(Primitive.BOOL);
  /** Signed 8-bit integer. */
  PrimitiveType INT8 = Typestrings.littleEndian(Primitive.INT8);
  /** Signed 16-bit integer, little-endian. */
  PrimitiveType INT16 = Typestrings.littleEndian(Primitive.INT16);
  /** Signed 32-bit integer, little-endian. */
  PrimitiveType INT32 = Typestrings.littleEndian(Primitive.INT32);
  /** Signed 64-bit integer, little-endian. */
  PrimitiveType INT64 = Typestrings.littleEndian(Primitive.INT64);
  /** Unsigned 8-bit integer. */
  PrimitiveType UINT8 = Typestrings.littleEndian(Primitive.UINT8);
  /** Unsigned 16-bit integer, little-endian. */
  PrimitiveType UINT16 = Typestrings.littleEndian(Primitive.UINT16);
  /** Unsigned 32-bit integer, little-endian. */
  PrimitiveType UINT32 = Typestrings.littleEndian(Primitive.UINT32);
  /** Unsigned 64-bit integer, little-endian. */
  PrimitiveType UINT64 = Typestrings.littleEndian(Primitive.UINT64);
  /** IEEE 754 binary16, little-endian. */
  PrimitiveType FLOAT16 = Typestrings.littleEndian(Primitive.FLOAT16);
  /** IEEE 754 binary32, little-endian. */
  PrimitiveType FLOAT32 = Typestrings.littleEndian(Primitive.FLOAT32);
  /** IEEE 754 binary64, little-endian. */
  PrimitiveType FLOAT64 = Typestrings.littleEndian(Primitive.FLOAT64);
  /** Two IEEE 754 binary32, little-endian. */
  PrimitiveType COMPLEX64 = Typestrings.littleEndian(Primitive.COMPLEX64);
  /** Two IEEE 754 binary64, little-endian. */
  PrimitiveType COMPLEX128 = Typestrings.littleEndian(Primitive.COMPLEX128);

  /** Every supported type: each kind of element in each byte order it has, 25 in all. */
  static List<DType> all() {
    return Typestrings.ALL;
  }

  /**
   * Reads a type as NumPy writes it: a typestring ({@code <f4}, {@code |b1}, {@code =i8}, {@code f8}) or a name
   * ({@code float32}).
   *
   * <p>Without an order character, and with {@code =}, the order is this machine's, as in NumPy.
   *
   * @throws UnsupportedDTypeException if NumPy has the type and this library does not: the message names it
   * @throws IllegalArgumentException if the text names no type at all
   * @see <a href="https://numpy.org/doc/stable/reference/arrays.interface.html">NumPy array interface, typestr</a>
   */
  static DType parse(String text) {
    return Typestrings.parse(text);
  }

  /** Returns the bytes of one element. */
  int byteSize();

  /** NumPy's name, without byte order: {@code float32}. */
  String name();

  /** NumPy's typestring, with byte order: {@code <f4}, {@code |u1}. */
  String typestring();

  /** Returns the byte order; little-endian for types that have none. */
  ByteOrder order();

  /** Returns the same type in another byte order; itself for types that have none. */
  DType withOrder(ByteOrder newOrder);
}
