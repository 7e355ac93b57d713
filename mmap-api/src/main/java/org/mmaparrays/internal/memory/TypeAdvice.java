package org.mmaparrays.internal.memory;

import org.mmaparrays.model.Primitive;

/** Says which accessor reads an element type, for the error that refuses another. */
public final class TypeAdvice {
  private TypeAdvice() {}

  public static String forElement(Primitive primitive) {
    return switch (primitive) {
      case BOOL -> "use getBoolean";
      case INT8 -> "use getByte";
      case INT16 -> "use getShort";
      case INT32 -> "use getInt";
      case INT64 -> "use getLong";
      case FLOAT32 -> "use getFloat";
      case FLOAT64 -> "use getDouble";
      case UINT8 -> "use getUint8, which widens to short";
      case UINT16 -> "use getUint16, which widens to int";
      case UINT32 -> "use getUint32, which widens to long";
      case UINT64 -> "use getUint64 for an unsigned long, or getUint64AsBigInteger";
      case FLOAT16 -> "use getFloat16, which widens to float";
      case COMPLEX64, COMPLEX128 -> "use getComplex";
    };
  }

  static String forBulk(Primitive primitive) {
    return switch (primitive) {
      case BOOL -> "copy a boolean[]";
      case INT8 -> "copy a byte[], or widen to long[], float[] or double[]";
      case INT16 -> "copy a short[], or widen to long[], float[] or double[]";
      case INT32 -> "copy an int[], or widen to long[] or double[]";
      case INT64 -> "copy a long[]";
      case FLOAT32 -> "copy a float[], or widen to double[]";
      case FLOAT64 -> "copy a double[]";
      case UINT8 -> "widen to long[], float[] or double[], or copy the bits of a byte[]";
      case UINT16 -> "widen to long[], float[] or double[], or copy the bits of a short[]";
      case UINT32 -> "widen to long[] or double[], or copy the bits of an int[]";
      case UINT64 -> "copy the bits of a long[]";
      case FLOAT16 -> "widen to float[] or double[], or copy the bits of a short[]";
      case COMPLEX64 -> "copy a float[] of real and imaginary parts in turn";
      case COMPLEX128 -> "copy a double[] of real and imaginary parts in turn";
    };
  }
}
