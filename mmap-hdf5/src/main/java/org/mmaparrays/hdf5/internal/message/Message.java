package org.mmaparrays.hdf5.internal.message;

import org.mmaparrays.hdf5.internal.io.FieldReader;

/**
 * A message of an object header.
 *
 * @param type the number of its {@link MessageType}; perhaps of none
 * @param flags how programs may treat the message
 * @param body its content, or a reference to it
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_dataobject_hdr_msg">Level 2A2, Data
 *     Object Header Messages</a>
 */
public record Message(int type, int flags, FieldReader body) {
  private static final int SHARED = 0x02;
  private static final int NOT_TO_BE_SHARED = 0x04;
  private static final int FAIL_WRITING_IF_UNKNOWN = 0x08;
  private static final int MARK_IF_UNKNOWN = 0x10;
  private static final int WAS_UNKNOWN = 0x20;
  private static final int FAIL_IF_UNKNOWN = 0x80;

  public boolean is(MessageType wanted) {
    return type == wanted.number();
  }

  /** Returns whether the body says where the message is, rather than being the message. */
  public boolean isShared() {
    return (flags & SHARED) != 0;
  }

  /** Returns whether the flags contradict each other, so that the HDF5 library refuses them. */
  boolean hasContradictoryFlags() {
    return all(SHARED | NOT_TO_BE_SHARED) || all(WAS_UNKNOWN | FAIL_WRITING_IF_UNKNOWN)
        || (flags & (WAS_UNKNOWN | MARK_IF_UNKNOWN)) == WAS_UNKNOWN;
  }

  /** Returns whether the writer asked programs that do not know the type not to read the object, or not to write it. */
  boolean forbidsThoseWhoDoNotKnowIt() {
    return (flags & (FAIL_IF_UNKNOWN | FAIL_WRITING_IF_UNKNOWN)) != 0;
  }

  private boolean all(int bits) {
    return (flags & bits) == bits;
  }

  /** Returns the body from its start; each caller gets an independent view. */
  @Override
  public FieldReader body() {
    return body.again();
  }
}
