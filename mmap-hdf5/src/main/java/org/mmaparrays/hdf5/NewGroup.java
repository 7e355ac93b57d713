package org.mmaparrays.hdf5;

import java.util.List;

/**
 * Headers of groups whose links are messages, however many there are.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_linkinfo">The link info message</a>
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_groupinfo">The group info message</a>
 */
final class NewGroup {
  private static final int VERSION = 0;
  private static final int NO_FLAGS = 0;
  private static final int HAS_PHASE_CHANGE = 1;

  /** So that links stay messages, to which others can be added here, also when the HDF5 library adds one. */
  private static final int MOST_COMPACT = 0xFFFF;

  private static final int LEAST_DENSE = 0xFFFE;

  /** A group without links. */
  static final NewHeader EMPTY = new NewHeader(List.of(
      new NewMessage(NewMessage.LINK_INFO, 0,
          new NewFields().u8(VERSION).u8(NO_FLAGS).i64(Fields.UNDEFINED).i64(Fields.UNDEFINED).toBytes()),
      new NewMessage(NewMessage.GROUP_INFO, NewMessage.CONSTANT,
          new NewFields().u8(VERSION).u8(HAS_PHASE_CHANGE).u16(MOST_COMPACT).u16(LEAST_DENSE).toBytes())));

  private NewGroup() {}
}
