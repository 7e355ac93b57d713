package org.mmaparrays.model;

import java.util.Locale;

/**
 * The kinds of element that fit a fixed number of bytes and map to a Java number: NumPy's boolean, integer, floating
 * and complex scalar types.
 */
public enum Primitive {
  /** A truth value in one byte: zero is false, anything else is true; written as 0 or 1. */
  BOOL('b', 1, 1),
  /** A signed 8-bit integer. */
  INT8('i', 1, 1),
  /** A signed 16-bit integer. */
  INT16('i', 2, 2),
  /** A signed 32-bit integer. */
  INT32('i', 4, 4),
  /** A signed 64-bit integer. */
  INT64('i', 8, 8),
  /** An unsigned 8-bit integer. */
  UINT8('u', 1, 1),
  /** An unsigned 16-bit integer. */
  UINT16('u', 2, 2),
  /** An unsigned 32-bit integer. */
  UINT32('u', 4, 4),
  /** An unsigned 64-bit integer. */
  UINT64('u', 8, 8),
  /** An IEEE 754 binary16 number. */
  FLOAT16('f', 2, 2),
  /** An IEEE 754 binary32 number. */
  FLOAT32('f', 4, 4),
  /** An IEEE 754 binary64 number. */
  FLOAT64('f', 8, 8),
  /** Two binary32 numbers, real then imaginary. */
  COMPLEX64('c', 8, 4),
  /** Two binary64 numbers, real then imaginary. */
  COMPLEX128('c', 16, 8);

  private final char code;
  private final int byteSize;
  private final int unitSize;

  Primitive(char code, int byteSize, int unitSize) {
    this.code = code;
    this.byteSize = byteSize;
    this.unitSize = unitSize;
  }

  /** NumPy's kind character: {@code b}, {@code i}, {@code u}, {@code f} or {@code c}. */
  public char code() {
    return code;
  }

  /** Returns the bytes of one element. */
  public int byteSize() {
    return byteSize;
  }

  /** Returns the bytes of the unit that byte order applies to: the whole element, or one component of a complex number. */
  public int unitSize() {
    return unitSize;
  }

  /** Returns whether an element is a pair of floating-point numbers. */
  public boolean isComplex() {
    return code == 'c';
  }

  /** NumPy's name, for example {@code float32}. */
  public String numpyName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
