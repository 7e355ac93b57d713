package org.mmaparrays.hdf5.internal.write;

/**
 * Hard links that are messages of a group's header.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_link">The link message</a>
 */
final class LinkBuilder {
  private static final int VERSION = 1;
  private static final int HAS_CHARACTER_SET = 0x10;

  private LinkBuilder() {}

  static EncodedMessage to(long address, EncodedText name) {
    int length = name.bytes().length;
    int width = length <= 0xFF ? 0 : 1;
    boolean ascii = name.characterSet() == 0;
    FieldWriter fields = new FieldWriter().u8(VERSION).u8(width | (ascii ? 0 : HAS_CHARACTER_SET));
    if (!ascii) {
      fields.u8(name.characterSet());
    }
    fields.unsigned(length, 1 << width).bytes(name.bytes()).i64(address);
    return new EncodedMessage(EncodedMessage.LINK, 0, fields.toBytes());
  }
}
