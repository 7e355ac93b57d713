package org.mmaparrays.hdf5.internal.type;

import java.io.IOException;
import java.nio.ByteOrder;
import org.mmaparrays.hdf5.internal.io.FieldReader;

/**
 * The places of sign, exponent and mantissa in a floating-point number.
 *
 * @param offset of the lowest bit that belongs to it
 * @param precision how many bits belong to it
 * @param exponentAt the lowest bit of the exponent
 * @param exponentBits bits of the exponent
 * @param mantissaAt the lowest bit of the mantissa
 * @param mantissaBits bits of the mantissa
 * @param bias the number that is added to the exponent
 * @param signAt the bit of the sign
 * @param norm how the mantissa is normalised; 2 for a highest bit that is always 1 and not stored
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_dtmessage">The
 *     Datatype Message, Class 1</a>
 */
record FloatingPoint(int offset, int precision, int exponentAt, int exponentBits, int mantissaAt,
    int mantissaBits,
    long bias, int signAt, int norm) {
  private static final int BIG_ENDIAN = 0x01;
  private static final int VAX = 0x40;
  private static final int IMPLIED_BIT = 2;

  private static final FloatingPoint HALF = new FloatingPoint(0, 16, 10, 5, 0, 10, 15, 15, IMPLIED_BIT);
  private static final FloatingPoint SINGLE = new FloatingPoint(0, 32, 23, 8, 0, 23, 127, 31, IMPLIED_BIT);
  private static final FloatingPoint DOUBLE = new FloatingPoint(0, 64, 52, 11, 0, 52, 1023, 63, IMPLIED_BIT);

  /** Reads the properties of a datatype whose class bits and size are known. */
  static Datatype read(FieldReader fields, int bits, int size) throws IOException {
    FloatingPoint found = new FloatingPoint(fields.u16(), fields.u16(), fields.u8(), fields.u8(), fields.u8(),
        fields.u8(), fields.u32(), bits >>> 8 & 0xFF, bits >>> 4 & 3);
    if (!found.fits(size)) {
      throw fields.fault("a floating-point number of " + size + " bytes with sign at bit " + found.signAt
          + ", exponent at " + found.exponentAt + " and mantissa at " + found.mantissaAt,
          "fields inside its bits");
    }
    ByteOrder order = (bits & BIG_ENDIAN) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    boolean standard =
        found.equals(size == 2 ? HALF : size == 4 ? SINGLE : DOUBLE) && found.precision == 8 * size;
    if (standard && (bits & VAX) == 0) {
      return new Datatype.Ieee(size, order);
    }
    return new Datatype.Other(size, (bits & VAX) != 0 ? "VAX floating point" : found.named(size));
  }

  private boolean fits(int size) {
    long width = 8L * size;
    return norm <= IMPLIED_BIT && exponentBits > 0 && mantissaBits > 0 && precision > 0
        && offset + precision <= width && signAt < width && exponentAt + exponentBits <= width
        && mantissaAt + mantissaBits <= width;
  }

  private String named(int size) {
    String fields = exponentBits + " exponent and " + mantissaBits + " mantissa bits in " + size + " bytes";
    return (size == 2 && exponentBits == 8 ? "bfloat16, " : size > 8 ? "long double, " : "floating point, ")
        + fields;
  }
}
