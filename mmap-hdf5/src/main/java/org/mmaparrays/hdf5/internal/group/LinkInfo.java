package org.mmaparrays.hdf5.internal.group;

import java.io.IOException;
import org.mmaparrays.hdf5.internal.io.FieldReader;

/**
 * The addresses of the links of a group.
 *
 * @param heap the address of the fractal heap that has them; undefined if the object header has
 * @param names the address of the B-tree that has their names
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_linkinfo">The
 *     Link Info Message</a>
 */
public record LinkInfo(long heap, long names) {
  private static final int ORDER_TRACKED = 1;
  private static final int ORDER_INDEXED = 2;

  public static LinkInfo read(FieldReader fields) throws IOException {
    int version = fields.u8();
    if (version != 0) {
      throw fields.fault("link info of version " + version, "0");
    }
    int flags = fields.u8();
    if ((flags & ~(ORDER_TRACKED | ORDER_INDEXED)) != 0) {
      throw fields.fault("link info flags " + flags, "0 to 3");
    }
    fields.skip((flags & ORDER_TRACKED) != 0 ? 8 : 0);
    return new LinkInfo(fields.address(), fields.address());
  }
}
