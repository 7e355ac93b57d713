package org.mmaparrays.hdf5.internal.write;

import java.util.List;
import java.util.stream.Stream;

/**
 * An object header of version 2 that is being made: its messages in one block.
 *
 * @param flags which optional fields there are; the other flags follow from the messages
 * @param optional the optional fields: times, and from how many attributes on they go elsewhere
 * @param messages in their order
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_dataobject_hdr_prefix">Version 2 data object
 *     header prefix</a>
 */
@SuppressWarnings("ArrayRecordComponent") // carried to where it is written, never compared
record ObjectHeaderBuilder(int flags, byte[] optional, List<EncodedMessage> messages) {
  private static final int VERSION = 2;

  ObjectHeaderBuilder {
    messages = List.copyOf(messages);
  }

  /** Makes a header without optional fields. */
  ObjectHeaderBuilder(List<EncodedMessage> messages) {
    this(0, new byte[0], messages);
  }

  ObjectHeaderBuilder with(EncodedMessage message) {
    return new ObjectHeaderBuilder(flags, optional,
        Stream.concat(messages.stream(), Stream.of(message)).toList());
  }

  byte[] toBytes() {
    FieldWriter block = new FieldWriter();
    for (EncodedMessage message : messages) {
      block.u8(message.type()).u16(message.content().length).u8(message.flags()).bytes(message.content());
    }
    // The width of the field of the length, as a power of two.
    int width = block.size() <= 0xFF ? 0 : block.size() <= 0xFFFF ? 1 : 2;
    return new FieldWriter().ascii("OHDR").u8(VERSION).u8(flags | width).bytes(optional)
        .unsigned(block.size(), 1 << width).bytes(block.toBytes()).toChecksummedBytes();
  }
}
