package org.mmaparrays.hdf5.internal.write;

import java.util.List;
import org.mmaparrays.hdf5.internal.io.FieldReader;

/**
 * Headers of groups with links as messages, for any number of them.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_linkinfo">The link info message</a>
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_groupinfo">The group info message</a>
 */
final class GroupBuilder {
  private static final int VERSION = 0;
  private static final int NO_FLAGS = 0;
  private static final int HAS_PHASE_CHANGE = 1;

  /** Keeps links as messages, also when the HDF5 library adds one, so that others can be added here. */
  private static final int MOST_COMPACT = 0xFFFF;

  private static final int LEAST_DENSE = 0xFFFE;

  /** A group without links. */
  static final ObjectHeaderBuilder EMPTY = new ObjectHeaderBuilder(List.of(
      new EncodedMessage(EncodedMessage.LINK_INFO, 0,
          new FieldWriter().u8(VERSION).u8(NO_FLAGS).i64(FieldReader.UNDEFINED).i64(FieldReader.UNDEFINED)
              .toBytes()),
      new EncodedMessage(EncodedMessage.GROUP_INFO, EncodedMessage.CONSTANT,
          new FieldWriter().u8(VERSION).u8(HAS_PHASE_CHANGE).u16(MOST_COMPACT).u16(LEAST_DENSE).toBytes())));

  private GroupBuilder() {}
}
