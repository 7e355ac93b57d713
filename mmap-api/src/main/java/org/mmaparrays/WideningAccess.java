package org.mmaparrays;

import java.math.BigInteger;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.Complex;
import org.mmaparrays.model.Primitive;

/** Elements of types that Java lacks, and elements of any type as objects; {@link NdArray} has the contract. */
abstract sealed class WideningAccess extends TypedAccess permits BulkAccess {
  WideningAccess(StridedMemory elements) {
    super(elements);
  }

  /** Returns an element of a uint8 array, from 0 to 255. */
  public short getUint8(long... index) {
    require(Primitive.UINT8);
    return (short) Byte.toUnsignedInt(bits8(at(index)));
  }

  /** Returns an element of a uint16 array, from 0 to 65535. */
  public int getUint16(long... index) {
    require(Primitive.UINT16);
    return Short.toUnsignedInt(bits16(at(index)));
  }

  /** Returns an element of a uint32 array, from 0 to 2³² − 1. */
  public long getUint32(long... index) {
    require(Primitive.UINT32);
    return Integer.toUnsignedLong(bits32(at(index)));
  }

  /** Returns an element of a uint64 array, as a {@code long} to be used with {@link Long#toUnsignedString} and its kin. */
  public long getUint64(long... index) {
    require(Primitive.UINT64);
    return bits64(at(index));
  }

  /** Returns an element of a uint64 array, from 0 to 2⁶⁴ − 1. */
  public BigInteger getUint64AsBigInteger(long... index) {
    return Elements.unsigned(getUint64(index));
  }

  /** Returns an element of a float16 array; every float16 is a float. */
  public float getFloat16(long... index) {
    require(Primitive.FLOAT16);
    return Float.float16ToFloat(bits16(at(index)));
  }

  /** Returns an element of a complex64 or complex128 array. */
  public Complex getComplex(long... index) {
    requireComplex();
    return (Complex) Elements.read(this, at(index));
  }

  /** Sets an element of a uint8 array to a value from 0 to 255. */
  public void setUint8(long[] index, int value) {
    require(Primitive.UINT8);
    Elements.write(this, at(index), value);
  }

  /** Sets the element at i of an array of one axis; see {@link #setUint8(long[], int)}. */
  public void setUint8(long i, int value) {
    require(Primitive.UINT8);
    Elements.write(this, at(i), value);
  }

  /** Sets the element at (i, j) of an array of two axes; see {@link #setUint8(long[], int)}. */
  public void setUint8(long i, long j, int value) {
    require(Primitive.UINT8);
    Elements.write(this, at(i, j), value);
  }

  /** Sets an element of a uint16 array to a value from 0 to 65535. */
  public void setUint16(long[] index, int value) {
    require(Primitive.UINT16);
    Elements.write(this, at(index), value);
  }

  /** Sets the element at i of an array of one axis; see {@link #setUint16(long[], int)}. */
  public void setUint16(long i, int value) {
    require(Primitive.UINT16);
    Elements.write(this, at(i), value);
  }

  /** Sets the element at (i, j) of an array of two axes; see {@link #setUint16(long[], int)}. */
  public void setUint16(long i, long j, int value) {
    require(Primitive.UINT16);
    Elements.write(this, at(i, j), value);
  }

  /** Sets an element of a uint32 array to a value from 0 to 2³² − 1. */
  public void setUint32(long[] index, long value) {
    require(Primitive.UINT32);
    Elements.write(this, at(index), value);
  }

  /** Sets the element at i of an array of one axis; see {@link #setUint32(long[], long)}. */
  public void setUint32(long i, long value) {
    require(Primitive.UINT32);
    Elements.write(this, at(i), value);
  }

  /** Sets the element at (i, j) of an array of two axes; see {@link #setUint32(long[], long)}. */
  public void setUint32(long i, long j, long value) {
    require(Primitive.UINT32);
    Elements.write(this, at(i, j), value);
  }

  /** Sets an element of a uint64 array to the bits of an unsigned {@code long}. */
  public void setUint64(long[] index, long bits) {
    require(Primitive.UINT64);
    bits64(at(index), bits);
  }

  /** Sets the element at i of an array of one axis; see {@link #setUint64(long[], long)}. */
  public void setUint64(long i, long bits) {
    require(Primitive.UINT64);
    bits64(at(i), bits);
  }

  /** Sets the element at (i, j) of an array of two axes; see {@link #setUint64(long[], long)}. */
  public void setUint64(long i, long j, long bits) {
    require(Primitive.UINT64);
    bits64(at(i, j), bits);
  }

  /** Sets an element of a float16 array, rounded to the nearest float16, ties to even. */
  public void setFloat16(long[] index, float value) {
    require(Primitive.FLOAT16);
    bits16(at(index), Float.floatToFloat16(value));
  }

  /** Sets the element at i of an array of one axis; see {@link #setFloat16(long[], float)}. */
  public void setFloat16(long i, float value) {
    require(Primitive.FLOAT16);
    bits16(at(i), Float.floatToFloat16(value));
  }

  /** Sets the element at (i, j) of an array of two axes; see {@link #setFloat16(long[], float)}. */
  public void setFloat16(long i, long j, float value) {
    require(Primitive.FLOAT16);
    bits16(at(i, j), Float.floatToFloat16(value));
  }

  /** Sets an element of a complex array; for complex64 each part is rounded to the nearest float. */
  public void setComplex(long[] index, Complex value) {
    requireComplex();
    Elements.write(this, at(index), value);
  }

  /** Sets the element at i of an array of one axis; see {@link #setComplex(long[], Complex)}. */
  public void setComplex(long i, Complex value) {
    requireComplex();
    Elements.write(this, at(i), value);
  }

  /** Sets the element at (i, j) of an array of two axes; see {@link #setComplex(long[], Complex)}. */
  public void setComplex(long i, long j, Complex value) {
    requireComplex();
    Elements.write(this, at(i, j), value);
  }

  /**
   * Returns an element of any type: Boolean, Byte, Short, Integer or Long for what they hold exactly; Short, Integer, Long or
   * BigInteger for uint8 to uint64; Float for float16 and float32; Double; or {@link Complex}.
   */
  public Object getValue(long... index) {
    return Elements.read(this, at(index));
  }

  /**
   * Sets an element of any type: Boolean for bool, {@link Complex} or a number for complex, a number otherwise.
   *
   * <p>Integers must be exact and in range; floating-point values are rounded to nearest.
   */
  public void setValue(long[] index, Object value) {
    Elements.write(this, at(index), value);
  }

  private void requireComplex() {
    if (!type.primitive().isComplex()) {
      throw wrongType("complex");
    }
  }
}
