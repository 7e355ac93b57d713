package org.mmaparrays.hdf5.internal.message;

/**
 * The type of a message of an object header.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_dataobject_hdr_msg">Level 2A2, Data
 *     Object Header Messages</a>
 */
public enum MessageType {
  NIL(0x00), DATASPACE(0x01), LINK_INFO(0x02), DATATYPE(0x03), OLD_FILL_VALUE(0x04), FILL_VALUE(0x05), LINK(
      0x06), EXTERNAL_FILES(0x07), LAYOUT(0x08), BOGUS(0x09), GROUP_INFO(0x0A), FILTERS(0x0B), ATTRIBUTE(
          0x0C), COMMENT(0x0D), OLD_MODIFICATION_TIME(0x0E), SHARED_MESSAGES(0x0F), CONTINUATION(
              0x10), SYMBOL_TABLE(0x11), MODIFICATION_TIME(0x12), BTREE_K(0x13), DRIVER(
                  0x14), ATTRIBUTE_INFO(0x15), REFERENCE_COUNT(0x16), FILE_SPACE(0x17), CACHE_IMAGE(0x18);

  private final int number;

  MessageType(int number) {
    this.number = number;
  }

  /** Returns whether this class knows a type. */
  public static boolean isKnown(int number) {
    return number <= CACHE_IMAGE.number;
  }

  /** Returns the number in files. */
  public int number() {
    return number;
  }
}
