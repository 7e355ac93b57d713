package org.mmaparrays.hdf5;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
