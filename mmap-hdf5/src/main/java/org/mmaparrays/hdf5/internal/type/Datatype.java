package org.mmaparrays.hdf5.internal.type;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import org.mmaparrays.hdf5.internal.io.FieldReader;

/**
 * The type of an element, as a file describes it.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_dtmessage">The
 *     Datatype Message</a>
 */
public sealed interface Datatype {
  /** Returns the bytes of an element, at least 1. */
  int size();

  /** Returns a description for messages. */
  String described();

  /** Reads a datatype, with those that it is made of. */
  static Datatype read(FieldReader fields) throws IOException {
    return DatatypeReader.read(fields);
  }

  /** An integer that fills its bytes. */
  record Int(int size, ByteOrder order, boolean signed) implements Datatype {
    @Override
    public String described() {
      return (signed ? "int" : "uint") + 8 * size;
    }
  }

  /** A number of IEEE 754's binary16, binary32 or binary64. */
  record Ieee(int size, ByteOrder order) implements Datatype {
    @Override
    public String described() {
      return "float" + 8 * size;
    }
  }

  /**
   * Text of a fixed number of bytes.
   *
   * @param spacePadded whether spaces at its end do not count
   */
  record FixedText(int size, boolean spacePadded) implements Datatype {
    @Override
    public String described() {
      return "text of " + size + " bytes";
    }
  }

  /** Text of any length, elsewhere in the file. */
  record VariableText(int size) implements Datatype {
    @Override
    public String described() {
      return "text of variable length";
    }
  }

  /** Any number of elements, elsewhere in the file. */
  record Sequence(int size, Datatype base) implements Datatype {
    @Override
    public String described() {
      return "sequences of variable length of " + base.described();
    }
  }

  /**
   * Integers that have names.
   *
   * @param bool whether it is h5py's {@code bool}: FALSE is 0, TRUE is 1, in one byte
   */
  record Enumeration(Int base, boolean bool) implements Datatype {
    @Override
    public int size() {
      return base.size;
    }

    @Override
    public String described() {
      return bool ? "bool" : "enumeration of " + base.described();
    }
  }

  /** Several values. */
  record Compound(int size, List<Member> members) implements Datatype {
    @Override
    public String described() {
      return "compound of " + members.size() + " members "
          + members.stream().limit(3).map(Member::name).toList();
    }
  }

  /**
   * One value of a compound.
   *
   * @param offset where it is, from the compound's first byte
   */
  record Member(String name, int offset, Datatype type) {}

  /** A fixed number of elements of one type. */
  record Array(int size, List<Integer> dims, Datatype base) implements Datatype {
    @Override
    public String described() {
      return "arrays " + dims + " of " + base.described();
    }
  }

  /** Anything else, which this library does not read. */
  record Other(int size, String described) implements Datatype {}
}
