package org.mmaparrays;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.mmaparrays.model.Complex;

/** One element of any type as an object, exactly. */
final class Elements {
  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(Long.SIZE);

  private Elements() {}

  static BigInteger unsigned(long bits) {
    BigInteger signed = BigInteger.valueOf(bits);
    return bits < 0 ? signed.add(TWO_64) : signed;
  }

  static Object read(ScalarAccess view, long offset) {
    return switch (view.type.primitive()) {
      case BOOL -> view.bits8(offset) != 0;
      case INT8 -> view.bits8(offset);
      case INT16 -> view.bits16(offset);
      case INT32 -> view.bits32(offset);
      case INT64 -> view.bits64(offset);
      case UINT8 -> (short) Byte.toUnsignedInt(view.bits8(offset));
      case UINT16 -> Short.toUnsignedInt(view.bits16(offset));
      case UINT32 -> Integer.toUnsignedLong(view.bits32(offset));
      case UINT64 -> unsigned(view.bits64(offset));
      case FLOAT16 -> Float.float16ToFloat(view.bits16(offset));
      case FLOAT32 -> Float.intBitsToFloat(view.bits32(offset));
      case FLOAT64 -> Double.longBitsToDouble(view.bits64(offset));
      case COMPLEX64 -> new Complex(
          Float.intBitsToFloat(view.bits32(offset)), Float.intBitsToFloat(view.bits32(offset + 4)));
      case COMPLEX128 -> new Complex(
          Double.longBitsToDouble(view.bits64(offset)), Double.longBitsToDouble(view.bits64(offset + 8)));
    };
  }

  static void write(ScalarAccess view, long offset, Object value) {
    switch (view.type.primitive()) {
      case BOOL -> view.bits8(offset, (byte) (truth(view, value) ? 1 : 0));
      case INT8, UINT8 -> view.bits8(offset, (byte) integer(view, value));
      case INT16, UINT16 -> view.bits16(offset, (short) integer(view, value));
      case INT32, UINT32 -> view.bits32(offset, (int) integer(view, value));
      case INT64, UINT64 -> view.bits64(offset, integer(view, value));
      case FLOAT16 -> view.bits16(offset, Float.floatToFloat16(toFloat16(real(view, value))));
      case FLOAT32 -> view.bits32(offset, Float.floatToRawIntBits(real(view, value).floatValue()));
      case FLOAT64 -> view.bits64(offset, Double.doubleToRawLongBits(real(view, value).doubleValue()));
      case COMPLEX64 -> {
        Complex number = complex(view, value);
        view.bits32(offset, Float.floatToRawIntBits((float) number.real()));
        view.bits32(offset + 4, Float.floatToRawIntBits((float) number.imaginary()));
      }
      case COMPLEX128 -> {
        Complex number = complex(view, value);
        view.bits64(offset, Double.doubleToRawLongBits(number.real()));
        view.bits64(offset + 8, Double.doubleToRawLongBits(number.imaginary()));
      }
    }
  }

  /**
   * Returns the float that rounds to the float16 nearest to the value.
   *
   * <p>Going through float rounds twice, which is wrong where the first rounding lands on a tie of the second; rounding
   * the first step to odd keeps on which side of the tie the value was (Boldo and Melquiond, 2008).
   */
  private static float toFloat16(Number value) {
    double exact = value.doubleValue();
    float nearest = (float) exact;
    if (nearest == exact || !Float.isFinite(nearest) || (Float.floatToRawIntBits(nearest) & 1) == 1) {
      return nearest;
    }
    return nearest < exact ? Math.nextUp(nearest) : Math.nextDown(nearest);
  }

  private static boolean truth(ScalarAccess view, Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw notA(view, value);
  }

  /** Returns the value's low 64 bits, checked to be an integer in the range of the element type. */
  private static long integer(ScalarAccess view, Object value) {
    BigInteger exact = switch (value) {
      case Byte number -> BigInteger.valueOf(number);
      case Short number -> BigInteger.valueOf(number);
      case Integer number -> BigInteger.valueOf(number);
      case Long number -> BigInteger.valueOf(number);
      case BigInteger number -> number;
      case Float number when Float.isFinite(number) && number == Math.rint(number) ->
        new BigDecimal(number).toBigInteger();
      case Double number when Double.isFinite(number) && number == Math.rint(number) ->
        new BigDecimal(number).toBigInteger();
      default -> throw notA(view, value);
    };
    int bits = Byte.SIZE * view.type.byteSize();
    boolean fits = view.type.primitive().code() == 'u'
        ? exact.signum() >= 0 && exact.bitLength() <= bits
        : exact.bitLength() < bits;
    if (!fits) {
      throw notA(view, value);
    }
    return exact.longValue();
  }

  private static Number real(ScalarAccess view, Object value) {
    if (value instanceof Number number) {
      return number;
    }
    throw notA(view, value);
  }

  private static Complex complex(ScalarAccess view, Object value) {
    return switch (value) {
      case Complex number -> number;
      case Number number -> new Complex(number.doubleValue(), 0);
      default -> throw notA(view, value);
    };
  }

  private static IllegalArgumentException notA(ScalarAccess view, Object value) {
    return new IllegalArgumentException(
        view.scope.array() + ": holds " + view.type + ", which has no value " + value + " ("
            + value.getClass().getSimpleName() + ")");
  }
}
