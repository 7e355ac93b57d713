package org.mmaparrays.hdf5.internal.group;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.hdf5.internal.io.Text;
import org.mmaparrays.hdf5.internal.message.Message;
import org.mmaparrays.hdf5.internal.message.MessageType;
import org.mmaparrays.hdf5.internal.message.ObjectHeader;
import org.mmaparrays.hdf5.internal.message.SharedMessage;

/**
 * The links of a small group: in its object header.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_link">The Link
 *     Message</a>
 */
record CompactLinks(ObjectHeader header) implements Group {
  @Override
  public Optional<Link> find(byte[] name) throws IOException {
    String wanted = Text.of(name);
    return links().stream().filter(link -> link.name().equals(wanted)).findFirst();
  }

  @Override
  public List<Link> links() throws IOException {
    List<Link> links = new ArrayList<>();
    for (Message message : header.all(MessageType.LINK)) {
      links.add(LinkMessage.read(SharedMessage.body(header.file(), message)));
    }
    return links;
  }
}
