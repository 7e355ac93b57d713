package org.mmaparrays.hdf5.internal.btree;

import java.io.IOException;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.model.ArrayFormatException;

/** A node of a version 2 B-tree; for any number of threads at a time. */
final class BTreeV2Node {
  private final FieldReader fields;
  private final int recordBytes;
  private final int count;
  private final long[] children;
  private final int[] childCounts;

  private BTreeV2Node(FieldReader fields, int recordBytes, int count, int childCount) {
    this.fields = fields;
    this.recordBytes = recordBytes;
    this.count = count;
    this.children = new long[childCount];
    this.childCounts = new int[childCount];
  }

  /** Reads a node of a level, 0 for a leaf, with a number of records. */
  static BTreeV2Node read(FieldReader fields, BTreeV2Format format, int level, int count) throws IOException {
    fields.signature(level == 0 ? "BTLF" : "BTIN");
    int version = fields.u8();
    int type = fields.u8();
    if (version != 0 || type != format.type()) {
      throw fields.fault("a B-tree node of version " + version + " and type " + type,
          "version 0 and type " + format.type());
    }
    BTreeV2Node node = new BTreeV2Node(fields, format.recordBytes(), count, level == 0 ? 0 : count + 1);
    fields.skip(count * format.recordBytes());
    for (int child = 0; child < node.children.length; child++) {
      FieldReader pointer = fields.part(format.childBytes(level));
      node.children[child] = pointer.address();
      node.childCounts[child] = format.count(pointer);
    }
    fields.checksum();
    return node;
  }

  /** Returns the number of records. */
  int count() {
    return count;
  }

  FieldReader record(int number) throws ArrayFormatException {
    return fields.part(BTreeV2Format.PREFIX_BYTES + number * recordBytes, recordBytes);
  }

  /** Returns the address of the child with the records before a record; the last child has those behind all. */
  long child(int number) {
    return children[number];
  }

  /** Returns the number of records of a child. */
  int childCount(int number) {
    return childCounts[number];
  }
}
