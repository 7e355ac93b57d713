package org.mmaparrays.hdf5.internal.message;

import java.io.IOException;
import java.util.List;
import org.mmaparrays.hdf5.internal.io.FieldReader;

/**
 * A message that is stored elsewhere: a named datatype, or one that many objects share.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_dataobject_hdr_msg">Level 2A2, Data
 *     Object Header Messages, "Shared Message"</a>
 */
public final class SharedMessage {
  private static final int IN_HEAP = 1;
  private static final int IN_OBJECT = 2;

  private SharedMessage() {}

  /** Returns the body of a message; a shared message is followed. */
  public static FieldReader body(Hdf5File file, Message message) throws IOException {
    return message.isShared() ? follow(file, message.type(), message.body()) : message.body();
  }

  /** Finds the body of a message from a reference to it. */
  public static FieldReader follow(Hdf5File file, int type, FieldReader reference) throws IOException {
    int version = reference.u8();
    int kind = reference.u8();
    switch (version) {
      case 1 -> reference.skip(6).skip(file.bytes().lengthSize());
      case 2 -> {}
      case 3 -> {
        if (kind == IN_HEAP) {
          return inHeap(file, type, reference);
        }
        if (kind != IN_OBJECT) {
          throw reference.fault("a shared message of kind " + kind, "1 or 2");
        }
      }
      default -> throw reference.fault("a shared message of version " + version, "1, 2 or 3");
    }
    if (type != MessageType.DATATYPE.number()) {
      throw reference.fault("a shared message of type " + type,
          "a datatype: nothing else has an object of its own");
    }
    List<Message> named = ObjectHeader.read(file, reference.address()).all(MessageType.DATATYPE);
    if (named.size() != 1 || named.getFirst().isShared()) {
      throw reference.fault("a reference to an object that is not a named datatype", "one that is");
    }
    return named.getFirst().body();
  }

  /** Finds the body of a message by its identifier in the heap for such messages. */
  public static FieldReader inHeap(Hdf5File file, int type, FieldReader id) throws IOException {
    SharedHeaps heaps = file.sharedHeaps();
    if (heaps == null) {
      throw id.fault("a shared message in a file without shared messages", "a table of them");
    }
    return heaps.message(type, id);
  }
}
