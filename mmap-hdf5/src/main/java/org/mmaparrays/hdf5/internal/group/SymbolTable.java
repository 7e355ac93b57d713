package org.mmaparrays.hdf5.internal.group;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.hdf5.internal.heap.LocalHeap;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;
import org.mmaparrays.hdf5.internal.io.Text;

/**
 * The links of an old group: in nodes that a B-tree leads to, with their names in a local heap.
 *
 * @param tree the address of the B-tree
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_stmgroup">The
 *     Symbol Table Message</a>
 */
record SymbolTable(FileBytes file, long tree, LocalHeap heap) implements Group {
  static SymbolTable read(FileBytes file, FieldReader message) throws IOException {
    long tree = message.address();
    return new SymbolTable(file, tree, LocalHeap.read(file, message.address()));
  }

  @Override
  public Optional<Link> find(byte[] name) throws IOException {
    GroupTreeNode node = GroupTreeNode.read(file, tree);
    while (true) {
      int child = child(node, name);
      if (child < 0) {
        return Optional.empty();
      }
      if (node.level() == 0) {
        return SymbolNode.read(file, heap, node.child(child)).find(name);
      }
      node = node.childNode(file, child);
    }
  }

  /** Finds the child whose keys enclose a name, the right one included; -1 if there is none. */
  private int child(GroupTreeNode node, byte[] name) throws IOException {
    int low = 0;
    int high = node.children();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Text.compare(name, heap.text(node.key(middle + 1))) > 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < node.children() && Text.compare(name, heap.text(node.key(low))) > 0 ? low : -1;
  }

  @Override
  public List<Link> links() throws IOException {
    List<Link> links = new ArrayList<>();
    addAll(GroupTreeNode.read(file, tree), links);
    return links;
  }

  /** Adds the links below a node; it recurses at most as deep as the tree has levels, which go down by one each. */
  private void addAll(GroupTreeNode node, List<Link> links) throws IOException {
    for (int child = 0; child < node.children(); child++) {
      if (node.level() == 0) {
        links.addAll(SymbolNode.read(file, heap, node.child(child)).links());
      } else {
        addAll(node.childNode(file, child), links);
      }
    }
  }
}
