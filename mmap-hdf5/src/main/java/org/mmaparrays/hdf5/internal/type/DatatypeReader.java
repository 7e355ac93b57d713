package org.mmaparrays.hdf5.internal.type;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.mmaparrays.hdf5.internal.io.FieldReader;

/**
 * Reads datatypes by recursive descent.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_dtmessage">The
 *     Datatype Message</a>
 */
final class DatatypeReader {
  /** Deeper than any program nests them, far from the end of any thread's stack. */
  private static final int MAX_DEPTH = 32;
  private static final int MAX_VERSION = 5;
  private static final int UNPADDED_NAMES = 3;

  private final FieldReader fields;
  private final int depth;
  private final int version;
  private final int typeClass;
  private final int bits;
  private final int size;

  private DatatypeReader(FieldReader fields, int depth) throws IOException {
    this.fields = fields;
    this.depth = depth;
    int first = fields.u8();
    version = first >>> 4;
    typeClass = first & 0x0F;
    if (version == 0 || version > MAX_VERSION) {
      throw fields.fault("a datatype of version " + version, "1 to " + MAX_VERSION);
    }
    if (depth > MAX_DEPTH) {
      throw fields.unsupported("datatypes nested more than " + MAX_DEPTH + " deep are not supported");
    }
    bits = (int) fields.unsigned(3);
    long bytes = fields.u32();
    if (bytes == 0 || bytes > Integer.MAX_VALUE) {
      throw fields.fault("elements of " + bytes + " bytes", "1 to " + Integer.MAX_VALUE);
    }
    size = (int) bytes;
  }

  static Datatype read(FieldReader fields) throws IOException {
    return new DatatypeReader(fields, 0).read();
  }

  private Datatype read() throws IOException {
    return switch (typeClass) {
      case 0 -> integer();
      case 1 -> FloatingPoint.read(fields, bits, size);
      case 2 -> other("time", 2);
      case 3 -> text();
      case 4 -> other("bit field", 4);
      case 5 -> other("opaque", bits & 0xFF);
      case 6 -> compound();
      case 7 -> other((bits & 0x0F) == 1 ? "region reference" : "reference", 0);
      case 8 -> enumeration();
      case 9 -> variableLength();
      case 10 -> array();
      case 11 -> new Datatype.Other(size, "complex of HDF5 2.0");
      default -> throw fields.fault("a datatype of class " + typeClass, "0 to 11");
    };
  }

  private Datatype integer() throws IOException {
    int offset = fields.u16();
    int precision = fields.u16();
    if (precision == 0 || offset + precision > 8L * size) {
      throw fields.fault("an integer of bits " + offset + " to " + (offset + precision), "bits of its " + size
          + " bytes");
    }
    if (precision < 8L * size || size > 8 || Integer.bitCount(size) != 1) {
      return new Datatype.Other(size, "integer of " + precision + " bits in " + size + " bytes");
    }
    ByteOrder order = (bits & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    return new Datatype.Int(size, order, (bits & 8) != 0);
  }

  private Datatype other(String what, int propertyBytes) throws IOException {
    fields.skip(propertyBytes);
    return new Datatype.Other(size, what);
  }

  private Datatype text() throws IOException {
    int padding = bits & 0x0F;
    if (padding > 2) {
      throw fields.fault("text with padding " + padding, "0, 1 or 2");
    }
    return new Datatype.FixedText(size, padding == 2);
  }

  private Datatype variableLength() throws IOException {
    int kind = bits & 0x0F;
    Datatype base = part();
    return switch (kind) {
      case 0 -> new Datatype.Sequence(size, base);
      case 1 -> new Datatype.VariableText(size);
      default -> throw fields.fault("a variable-length type of kind " + kind, "0 or 1");
    };
  }

  private Datatype array() throws IOException {
    if (version < 2) {
      throw fields.fault("an array datatype of version 1", "2 or later");
    }
    int rank = fields.u8();
    fields.skip(version == 2 ? 3 : 0);
    List<Integer> dims = new ArrayList<>();
    long count = 1;
    for (int axis = 0; axis < rank; axis++) {
      long dim = fields.u32();
      count *= dim;
      if (dim == 0 || count > size) {
        throw fields.fault("an array datatype with an axis of " + dim,
            "one that fits its " + size + " bytes");
      }
      dims.add((int) dim);
    }
    fields.skip(version == 2 ? 4 * rank : 0);
    Datatype base = part();
    if (count * base.size() != size) {
      throw fields.fault("an array datatype of " + size + " bytes",
          count * base.size() + ", as its elements have");
    }
    return new Datatype.Array(size, List.copyOf(dims), base);
  }

  private Datatype enumeration() throws IOException {
    int count = bits & 0xFFFF;
    Datatype base = part();
    if (base.size() != size) {
      throw fields.fault("an enumeration of " + size + " bytes", base.size() + ", as its base has");
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(name());
    }
    byte[] values = fields.bytes(Math.multiplyExact(count, Math.min(size, 16)));
    if (!(base instanceof Datatype.Int integer)) {
      return new Datatype.Other(size, "enumeration of " + base.described());
    }
    boolean bool = size == 1 && count == 2
        && (isBool(names, values, 0, 1) || isBool(names, values, 1, 0));
    return new Datatype.Enumeration(integer, bool);
  }

  private static boolean isBool(List<String> names, byte[] values, int falseAt, int trueAt) {
    return names.get(falseAt).equals("FALSE") && values[falseAt] == 0
        && names.get(trueAt).equals("TRUE") && values[trueAt] == 1;
  }

  private Datatype compound() throws IOException {
    int count = bits & 0xFFFF;
    if (count == 0) {
      throw fields.fault("a compound without members", "at least one");
    }
    List<Datatype.Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = name();
      long offset = version < UNPADDED_NAMES ? fields.u32() : fields.unsigned(bytesFor(size));
      // Once, members could be arrays themselves.
      int rank = version == 1 ? fields.u8() : 0;
      fields.skip(version == 1 ? 3 + 4 + 4 + 16 : 0);
      Datatype type = part();
      if (offset > size || type.size() > size - offset) {
        throw fields.fault("a member at byte " + offset + " of a compound",
            "less than its " + size + " bytes");
      }
      members.add(new Datatype.Member(name, (int) offset,
          rank == 0 ? type : new Datatype.Other(type.size(), "array of version 1")));
    }
    return new Datatype.Compound(size, List.copyOf(members));
  }

  /** Returns the number of bytes that hold an offset into a size. */
  private static int bytesFor(int size) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(size) + 7) / 8;
  }

  /** Reads a name, which older versions pad to a multiple of 8 bytes. */
  private String name() throws IOException {
    long start = fields.position();
    String name = fields.terminatedText();
    int length = Math.toIntExact(fields.position() - start);
    fields.skip(version < UNPADDED_NAMES ? -length & 7 : 0);
    return name;
  }

  private Datatype part() throws IOException {
    return new DatatypeReader(fields, depth + 1).read();
  }
}
