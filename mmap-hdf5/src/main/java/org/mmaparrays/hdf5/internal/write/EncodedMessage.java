package org.mmaparrays.hdf5.internal.write;

/**
 * A message of an object header that is being made, or copied as it is.
 *
 * @param type the number of its type
 * @param flags how it may be treated
 * @param content at most {@value #MOST_BYTES} bytes
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_dataobject_hdr_msg">Data object header
 *     messages</a>
 */
@SuppressWarnings("ArrayRecordComponent") // carried to where it is written, never compared
record EncodedMessage(int type, int flags, byte[] content) {
  static final int DATASPACE = 0x01;
  static final int LINK_INFO = 0x02;
  static final int DATATYPE = 0x03;
  static final int FILL_VALUE = 0x05;
  static final int LINK = 0x06;
  static final int LAYOUT = 0x08;
  static final int GROUP_INFO = 0x0A;
  static final int ATTRIBUTE = 0x0C;
  static final int ATTRIBUTE_INFO = 0x15;

  /** The flag of a message that never changes. */
  static final int CONSTANT = 1;

  /** The flag of a message that stays in its own header. */
  static final int NOT_SHARED = 4;

  /** The greatest number in the field of the length. */
  static final int MOST_BYTES = 0xFFFF;

  EncodedMessage {
    if (content.length > MOST_BYTES) {
      throw new IllegalArgumentException("a message of " + content.length + " bytes");
    }
  }
}
