package org.mmaparrays.hdf5.internal.message;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.model.ArrayFormatException;

/**
 * The header of one object: a group, a dataset or a named datatype.
 *
 * @param file the file
 * @param address where the object is
 * @param messages all that is said, in the order of the file
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_dataobject_hdr">Level 2A, Data Object
 *     Headers</a>
 */
public record ObjectHeader(Hdf5File file, long address, List<Message> messages) {
  /** Reads the header at an address. */
  public static ObjectHeader read(Hdf5File file, long address) throws IOException {
    return new ObjectHeader(file, address, new HeaderReader(file.bytes()).read(address));
  }

  /** Returns whether there is a message of a type. */
  public boolean has(MessageType type) {
    return messages.stream().anyMatch(message -> message.is(type));
  }

  /** Returns all messages of a type. */
  public List<Message> all(MessageType type) {
    return messages.stream().filter(message -> message.is(type)).toList();
  }

  /**
   * Finds the body of the only message of a type; a shared message is followed.
   *
   * @throws ArrayFormatException if there are several
   */
  public Optional<FieldReader> find(MessageType type) throws IOException {
    List<Message> found = all(type);
    if (found.size() > 1) {
      throw found.get(1).body().fault("a second " + type + " message", "one message of this type an object");
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(SharedMessage.body(file, found.getFirst()));
  }

  /** Finds the body of a message that every such object has. */
  public FieldReader require(MessageType type) throws IOException {
    Optional<FieldReader> found = find(type);
    if (found.isEmpty()) {
      throw new ArrayFormatException(file.path(), file.bytes().position(address),
          "an object without a " + type + " message",
          "one: the file is damaged");
    }
    return found.get();
  }

  /** Returns the kind of the object, by the rules of the HDF5 library. */
  public ObjectKind kind() {
    if (has(MessageType.SYMBOL_TABLE) || has(MessageType.LINK_INFO)) {
      return ObjectKind.GROUP;
    }
    if (has(MessageType.DATATYPE)) {
      return has(MessageType.LAYOUT) || has(MessageType.DATASPACE) ? ObjectKind.DATASET : ObjectKind.DATATYPE;
    }
    return ObjectKind.UNKNOWN;
  }
}
