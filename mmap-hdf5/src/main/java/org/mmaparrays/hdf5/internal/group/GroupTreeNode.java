package org.mmaparrays.hdf5.internal.group;

import java.io.IOException;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;

/**
 * A node of the B-tree of an old group: names, as offsets into the heap, and between each two of them a child that has the
 * names after the first, up to the second.
 *
 * @param level 0 for nodes whose children have links
 * @param keys one more than children
 * @param addresses of the children
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_infra_btrees_v1">Level 1A1, Version
 *     1 B-trees</a>
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record GroupTreeNode(int level, long[] keys, long[] addresses) {
  private static final int OF_GROUP = 0;

  static GroupTreeNode read(FileBytes file, long address) throws IOException {
    int prefixSize = 8 + 2 * file.offsetSize();
    FieldReader prefix = file.at(address, prefixSize).signature("TREE");
    int type = prefix.u8();
    if (type != OF_GROUP) {
      throw prefix.fault("a B-tree of type " + type, "0, that of a group");
    }
    int level = prefix.u8();
    int used = prefix.u16();
    int keySize = file.lengthSize();
    FieldReader fields = file.at(address + prefixSize, (long) used * (keySize + file.offsetSize()) + keySize);
    long[] keys = new long[used + 1];
    long[] addresses = new long[used];
    for (int i = 0; i < used; i++) {
      keys[i] = fields.length();
      addresses[i] = fields.address();
    }
    keys[used] = fields.length();
    return new GroupTreeNode(level, keys, addresses);
  }

  int children() {
    return addresses.length;
  }

  long key(int index) {
    return keys[index];
  }

  long child(int index) {
    return addresses[index];
  }

  /** Reads a child that is a node of this tree, one level further down. */
  GroupTreeNode childNode(FileBytes file, int index) throws IOException {
    GroupTreeNode child = read(file, addresses[index]);
    if (child.level != level - 1) {
      throw file.at(addresses[index], 0).fault("a node of level " + child.level + " in a B-tree",
          "level " + (level - 1) + ", one below its parent's");
    }
    return child;
  }
}
