package org.mmaparrays.hdf5.internal.write;

import java.nio.ByteOrder;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.PrimitiveType;

/**
 * Datatypes as h5py writes NumPy's: truth values are an enumeration over 8-bit integers, complex numbers a compound of {@code
 * r} and {@code i}.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_dtmessage">The datatype message</a>
 */
final class DatatypeBuilder {
  private static final int VERSION = 1 << 4;
  private static final int FIXED_POINT = 0;
  private static final int FLOATING_POINT = 1;
  private static final int COMPOUND = 6;
  private static final int ENUMERATION = 8;
  private static final int VARIABLE_LENGTH = 9;

  private static final int SIGNED = 8;
  private static final int IMPLIED_FIRST_BIT = 0x20;
  private static final int UTF8 = 1;
  private static final int TEXT = 1;

  /** Names in structures of version 1 are padded to this. */
  private static final int NAME_UNIT = 8;

  /** The bytes in which members of a compound described arrays before there were array types. */
  private static final int NO_ARRAY = 28;

  /** The bytes of an element that is a text of any length: its length, and its place in a global heap. */
  static final int TEXT_BYTES = 16;

  private DatatypeBuilder() {}

  static byte[] of(DType dtype) {
    return switch (dtype) {
      case PrimitiveType type -> fields(type.primitive(), type.order()).toBytes();
    };
  }

  /** Makes the type of text of any length in UTF-8, whose characters are in a global heap. */
  static byte[] ofText() {
    return head(VARIABLE_LENGTH, TEXT | UTF8 << 8, TEXT_BYTES)
        .bytes(of(DType.UINT8)).toBytes();
  }

  private static FieldWriter fields(Primitive primitive, ByteOrder order) {
    int big = order == ByteOrder.BIG_ENDIAN ? 1 : 0;
    return switch (primitive) {
      case BOOL -> truth();
      case INT8, INT16, INT32, INT64 -> integer(big | SIGNED, primitive.byteSize());
      case UINT8, UINT16, UINT32, UINT64 -> integer(big, primitive.byteSize());
      case FLOAT16 -> floating(big, 2, 5);
      case FLOAT32 -> floating(big, 4, 8);
      case FLOAT64 -> floating(big, 8, 11);
      case COMPLEX64 -> complex(fields(Primitive.FLOAT32, order), 4);
      case COMPLEX128 -> complex(fields(Primitive.FLOAT64, order), 8);
    };
  }

  private static FieldWriter head(int kind, int bits, int size) {
    return new FieldWriter().u8(VERSION | kind).unsigned(bits, 3).u32(size);
  }

  private static FieldWriter integer(int bits, int size) {
    return head(FIXED_POINT, bits, size).u16(0).u16(8 * size);
  }

  /** Makes a type of IEEE 754: sign, exponent and fraction, from the first bit on. */
  private static FieldWriter floating(int big, int size, int exponentBits) {
    int sign = 8 * size - 1;
    int fraction = sign - exponentBits;
    return head(FLOATING_POINT, big | IMPLIED_FIRST_BIT | sign << 8, size)
        .u16(0).u16(8 * size)
        .u8(fraction).u8(exponentBits)
        .u8(0).u8(fraction)
        .u32((1L << (exponentBits - 1)) - 1);
  }

  private static FieldWriter truth() {
    FieldWriter fields = head(ENUMERATION, 2, 1).bytes(integer(SIGNED, 1).toBytes());
    name(fields, "FALSE");
    name(fields, "TRUE");
    return fields.u8(0).u8(1);
  }

  private static FieldWriter complex(FieldWriter part, int partSize) {
    FieldWriter fields = head(COMPOUND, 2, 2 * partSize);
    member(fields, "r", 0, part);
    member(fields, "i", partSize, part);
    return fields;
  }

  private static void member(FieldWriter fields, String name, int offset, FieldWriter type) {
    name(fields, name);
    fields.u32(offset).zeros(NO_ARRAY).bytes(type.toBytes());
  }

  private static void name(FieldWriter fields, String name) {
    fields.bytes(new FieldWriter().ascii(name).u8(0).alignedTo(NAME_UNIT).toBytes());
  }
}
