package org.mmaparrays.hdf5.internal.group;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.Text;
import org.mmaparrays.hdf5.internal.message.MessageType;
import org.mmaparrays.hdf5.internal.message.ObjectHeader;

/** The links of a group, however they are stored. */
sealed interface Group permits SymbolTable, CompactLinks, DenseLinks {
  /** Finds the link of a name, given as the bytes that the file has. */
  Optional<Link> find(byte[] name) throws IOException;

  /** Returns all links, in no particular order. */
  List<Link> links() throws IOException;

  /** Reads the links of an object, which is a group. */
  static Group of(ObjectHeader header) throws IOException {
    Optional<FieldReader> table = header.find(MessageType.SYMBOL_TABLE);
    if (table.isPresent()) {
      return SymbolTable.read(header.file().bytes(), table.get());
    }
    LinkInfo info = LinkInfo.read(header.require(MessageType.LINK_INFO));
    return info.heap() == FieldReader.UNDEFINED
        ? new CompactLinks(header)
        : DenseLinks.read(header.file().bytes(), info);
  }

  /** Finds the link of a name. */
  default Optional<Link> find(String name) throws IOException {
    Optional<Link> found = find(Text.utf8(name));
    return found.isEmpty() ? find(Text.latin1(name)) : found;
  }
}
