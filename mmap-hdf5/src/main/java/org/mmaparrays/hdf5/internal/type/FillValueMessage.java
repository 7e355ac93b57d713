package org.mmaparrays.hdf5.internal.type;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.message.MessageType;
import org.mmaparrays.hdf5.internal.message.ObjectHeader;
import org.mmaparrays.model.DType;

/**
 * The value of elements that were never written: zeros, if the dataset has no such message.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_fvmessage">The
 *     Data Storage - Fill Value Message</a>
 */
public final class FillValueMessage {
  private static final int NEWEST = 3;
  private static final int UNDEFINED = 0x10;
  private static final int DEFINED = 0x20;
  private static final int ALL_FLAGS = 0x3F;

  /** One element in the byte order of the dataset; empty if it is all zeros. */
  private final byte[] element;

  private FillValueMessage(byte[] element) {
    this.element = element;
  }

  /** Reads the fill value of a dataset. */
  public static FillValueMessage read(ObjectHeader dataset, DType dtype) throws IOException {
    Optional<FieldReader> message = dataset.find(MessageType.FILL_VALUE);
    byte[] value = new byte[0];
    if (message.isPresent()) {
      value = read(message.get(), dtype);
    } else {
      Optional<FieldReader> old = dataset.find(MessageType.OLD_FILL_VALUE);
      if (old.isPresent()) {
        value = value(old.get(), dtype);
      }
    }
    for (byte part : value) {
      if (part != 0) {
        return new FillValueMessage(value);
      }
    }
    return new FillValueMessage(new byte[0]);
  }

  /** Returns whether all bytes of the value are zero. */
  public boolean isZero() {
    return element.length == 0;
  }

  /** Makes a read-only block of elements that were never written. */
  public MemorySegment block(int bytes) {
    byte[] block = new byte[bytes];
    for (int at = 0; !isZero() && at < bytes; at += element.length) {
      System.arraycopy(element, 0, block, at, element.length);
    }
    return MemorySegment.ofArray(block).asReadOnly();
  }

  private static byte[] read(FieldReader fields, DType dtype) throws IOException {
    int version = fields.u8();
    if (version == 0 || version > NEWEST) {
      throw fields.fault("a fill value of version " + version, "1 to " + NEWEST);
    }
    boolean hasValue;
    if (version == NEWEST) {
      int flags = fields.u8();
      if ((flags & ~ALL_FLAGS) != 0 || (flags & (UNDEFINED | DEFINED)) == (UNDEFINED | DEFINED)) {
        throw fields.fault("fill value flags " + Integer.toHexString(flags),
            "at most 3f, defined or undefined");
      }
      hasValue = (flags & DEFINED) != 0;
    } else {
      int defined = fields.skip(2).u8();
      if (defined > 1) {
        throw fields.fault("a fill value that is defined " + defined, "0 or 1");
      }
      hasValue = version == 1 || defined == 1;
    }
    return hasValue ? value(fields, dtype) : new byte[0];
  }

  /** Reads the size, which may be 0 or, in old versions, -1 for no value, and the value. */
  private static byte[] value(FieldReader fields, DType dtype) throws IOException {
    int size = (int) fields.u32();
    if (size == 0 || size == -1) {
      return new byte[0];
    }
    if (size != dtype.byteSize()) {
      throw fields.fault("a fill value of " + Integer.toUnsignedString(size) + " bytes",
          dtype.byteSize() + ", as an element has");
    }
    return fields.bytes(size);
  }
}
