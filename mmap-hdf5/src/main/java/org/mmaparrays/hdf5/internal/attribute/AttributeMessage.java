package org.mmaparrays.hdf5.internal.attribute;

import java.io.IOException;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.message.Hdf5File;
import org.mmaparrays.hdf5.internal.message.MessageType;
import org.mmaparrays.hdf5.internal.message.SharedMessage;
import org.mmaparrays.hdf5.internal.type.Dataspace;
import org.mmaparrays.hdf5.internal.type.Datatype;

/**
 * An attribute as it is stored.
 *
 * @param type of its elements
 * @param space their shape
 * @param elements the bytes of all of them, and perhaps more
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_attribute">The
 *     Attribute Message</a>
 */
record AttributeMessage(String name, Datatype type, Dataspace space, FieldReader elements) {
  private static final int NEWEST = 3;
  private static final int SHARED_TYPE = 1;
  private static final int SHARED_SPACE = 2;

  /** Reads only the name. */
  static String nameOf(FieldReader fields) throws IOException {
    Start start = start(fields);
    return fields.text(start.nameSize);
  }

  static AttributeMessage read(Hdf5File file, FieldReader fields) throws IOException {
    Start start = start(fields);
    String name = padded(fields, start, start.nameSize).text(start.nameSize);
    FieldReader type = padded(fields, start, start.typeSize);
    FieldReader space = padded(fields, start, start.spaceSize);
    if ((start.flags & SHARED_TYPE) != 0) {
      type = SharedMessage.follow(file, MessageType.DATATYPE.number(), type);
    }
    if ((start.flags & SHARED_SPACE) != 0) {
      space = SharedMessage.follow(file, MessageType.DATASPACE.number(), space);
    }
    return new AttributeMessage(name, Datatype.read(type), Dataspace.read(space), fields);
  }

  /** The fields before the name. */
  private record Start(int version, int flags, int nameSize, int typeSize, int spaceSize) {}

  private static Start start(FieldReader fields) throws IOException {
    int version = fields.u8();
    if (version == 0 || version > NEWEST) {
      throw fields.fault("an attribute of version " + version, "1 to " + NEWEST);
    }
    int flags = fields.u8();
    if (version == 1) {
      flags = 0; // Reserved then.
    }
    if ((flags & ~(SHARED_TYPE | SHARED_SPACE)) != 0) {
      throw fields.fault("attribute flags " + flags, "0 to 3");
    }
    Start start = new Start(version, flags, fields.u16(), fields.u16(), fields.u16());
    if (start.nameSize == 0) {
      throw fields.fault("an attribute without a name", "one");
    }
    fields.skip(version == NEWEST ? 1 : 0);
    return start;
  }

  /** Takes a part of a size, which the oldest version pads to a multiple of 8. */
  private static FieldReader padded(FieldReader fields, Start start, int size) throws IOException {
    FieldReader part = fields.part(size);
    fields.skip(start.version == 1 ? -size & 7 : 0);
    return part;
  }
}
