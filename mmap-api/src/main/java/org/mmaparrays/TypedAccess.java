package org.mmaparrays;

import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.Primitive;

/** Elements as exactly the Java type that has the same values; {@link NdArray} has the contract. */
abstract sealed class TypedAccess extends ScalarAccess permits WideningAccess {
  TypedAccess(StridedMemory elements) {
    super(elements);
  }

  /** Returns the element at i of a bool array of one axis. */
  public boolean getBoolean(long i) {
    require(Primitive.BOOL);
    return bits8(at(i)) != 0;
  }

  /** Returns the element at (i, j) of a bool array of two axes. */
  public boolean getBoolean(long i, long j) {
    require(Primitive.BOOL);
    return bits8(at(i, j)) != 0;
  }

  /** Returns the element at an index with one entry for each axis of a bool array. */
  public boolean getBoolean(long... index) {
    require(Primitive.BOOL);
    return bits8(at(index)) != 0;
  }

  /** Sets the element at i of a bool array of one axis. */
  public void setBoolean(long i, boolean value) {
    require(Primitive.BOOL);
    bits8(at(i), (byte) (value ? 1 : 0));
  }

  /** Sets the element at (i, j) of a bool array of two axes. */
  public void setBoolean(long i, long j, boolean value) {
    require(Primitive.BOOL);
    bits8(at(i, j), (byte) (value ? 1 : 0));
  }

  /** Sets the element at an index with one entry for each axis of a bool array. */
  public void setBoolean(long[] index, boolean value) {
    require(Primitive.BOOL);
    bits8(at(index), (byte) (value ? 1 : 0));
  }

  /** Returns the element at i of an int8 array of one axis. */
  public byte getByte(long i) {
    require(Primitive.INT8);
    return bits8(at(i));
  }

  /** Returns the element at (i, j) of an int8 array of two axes. */
  public byte getByte(long i, long j) {
    require(Primitive.INT8);
    return bits8(at(i, j));
  }

  /** Returns the element at an index with one entry for each axis of an int8 array. */
  public byte getByte(long... index) {
    require(Primitive.INT8);
    return bits8(at(index));
  }

  /** Sets the element at i of an int8 array of one axis. */
  public void setByte(long i, byte value) {
    require(Primitive.INT8);
    bits8(at(i), value);
  }

  /** Sets the element at (i, j) of an int8 array of two axes. */
  public void setByte(long i, long j, byte value) {
    require(Primitive.INT8);
    bits8(at(i, j), value);
  }

  /** Sets the element at an index with one entry for each axis of an int8 array. */
  public void setByte(long[] index, byte value) {
    require(Primitive.INT8);
    bits8(at(index), value);
  }

  /** Returns the element at i of an int16 array of one axis. */
  public short getShort(long i) {
    require(Primitive.INT16);
    return bits16(at(i));
  }

  /** Returns the element at (i, j) of an int16 array of two axes. */
  public short getShort(long i, long j) {
    require(Primitive.INT16);
    return bits16(at(i, j));
  }

  /** Returns the element at an index with one entry for each axis of an int16 array. */
  public short getShort(long... index) {
    require(Primitive.INT16);
    return bits16(at(index));
  }

  /** Sets the element at i of an int16 array of one axis. */
  public void setShort(long i, short value) {
    require(Primitive.INT16);
    bits16(at(i), value);
  }

  /** Sets the element at (i, j) of an int16 array of two axes. */
  public void setShort(long i, long j, short value) {
    require(Primitive.INT16);
    bits16(at(i, j), value);
  }

  /** Sets the element at an index with one entry for each axis of an int16 array. */
  public void setShort(long[] index, short value) {
    require(Primitive.INT16);
    bits16(at(index), value);
  }

  /** Returns the element at i of an int32 array of one axis. */
  public int getInt(long i) {
    require(Primitive.INT32);
    return bits32(at(i));
  }

  /** Returns the element at (i, j) of an int32 array of two axes. */
  public int getInt(long i, long j) {
    require(Primitive.INT32);
    return bits32(at(i, j));
  }

  /** Returns the element at an index with one entry for each axis of an int32 array. */
  public int getInt(long... index) {
    require(Primitive.INT32);
    return bits32(at(index));
  }

  /** Sets the element at i of an int32 array of one axis. */
  public void setInt(long i, int value) {
    require(Primitive.INT32);
    bits32(at(i), value);
  }

  /** Sets the element at (i, j) of an int32 array of two axes. */
  public void setInt(long i, long j, int value) {
    require(Primitive.INT32);
    bits32(at(i, j), value);
  }

  /** Sets the element at an index with one entry for each axis of an int32 array. */
  public void setInt(long[] index, int value) {
    require(Primitive.INT32);
    bits32(at(index), value);
  }

  /** Returns the element at i of an int64 array of one axis. */
  public long getLong(long i) {
    require(Primitive.INT64);
    return bits64(at(i));
  }

  /** Returns the element at (i, j) of an int64 array of two axes. */
  public long getLong(long i, long j) {
    require(Primitive.INT64);
    return bits64(at(i, j));
  }

  /** Returns the element at an index with one entry for each axis of an int64 array. */
  public long getLong(long... index) {
    require(Primitive.INT64);
    return bits64(at(index));
  }

  /** Sets the element at i of an int64 array of one axis. */
  public void setLong(long i, long value) {
    require(Primitive.INT64);
    bits64(at(i), value);
  }

  /** Sets the element at (i, j) of an int64 array of two axes. */
  public void setLong(long i, long j, long value) {
    require(Primitive.INT64);
    bits64(at(i, j), value);
  }

  /** Sets the element at an index with one entry for each axis of an int64 array. */
  public void setLong(long[] index, long value) {
    require(Primitive.INT64);
    bits64(at(index), value);
  }

  /** Returns the element at i of a float32 array of one axis. */
  public float getFloat(long i) {
    require(Primitive.FLOAT32);
    return Float.intBitsToFloat(bits32(at(i)));
  }

  /** Returns the element at (i, j) of a float32 array of two axes. */
  public float getFloat(long i, long j) {
    require(Primitive.FLOAT32);
    return Float.intBitsToFloat(bits32(at(i, j)));
  }

  /** Returns the element at an index with one entry for each axis of a float32 array. */
  public float getFloat(long... index) {
    require(Primitive.FLOAT32);
    return Float.intBitsToFloat(bits32(at(index)));
  }

  /** Sets the element at i of a float32 array of one axis. */
  public void setFloat(long i, float value) {
    require(Primitive.FLOAT32);
    bits32(at(i), Float.floatToRawIntBits(value));
  }

  /** Sets the element at (i, j) of a float32 array of two axes. */
  public void setFloat(long i, long j, float value) {
    require(Primitive.FLOAT32);
    bits32(at(i, j), Float.floatToRawIntBits(value));
  }

  /** Sets the element at an index with one entry for each axis of a float32 array. */
  public void setFloat(long[] index, float value) {
    require(Primitive.FLOAT32);
    bits32(at(index), Float.floatToRawIntBits(value));
  }

  /** Returns the element at i of a float64 array of one axis. */
  public double getDouble(long i) {
    require(Primitive.FLOAT64);
    return Double.longBitsToDouble(bits64(at(i)));
  }

  /** Returns the element at (i, j) of a float64 array of two axes. */
  public double getDouble(long i, long j) {
    require(Primitive.FLOAT64);
    return Double.longBitsToDouble(bits64(at(i, j)));
  }

  /** Returns the element at an index with one entry for each axis of a float64 array. */
  public double getDouble(long... index) {
    require(Primitive.FLOAT64);
    return Double.longBitsToDouble(bits64(at(index)));
  }

  /** Sets the element at i of a float64 array of one axis. */
  public void setDouble(long i, double value) {
    require(Primitive.FLOAT64);
    bits64(at(i), Double.doubleToRawLongBits(value));
  }

  /** Sets the element at (i, j) of a float64 array of two axes. */
  public void setDouble(long i, long j, double value) {
    require(Primitive.FLOAT64);
    bits64(at(i, j), Double.doubleToRawLongBits(value));
  }

  /** Sets the element at an index with one entry for each axis of a float64 array. */
  public void setDouble(long[] index, double value) {
    require(Primitive.FLOAT64);
    bits64(at(index), Double.doubleToRawLongBits(value));
  }
}
