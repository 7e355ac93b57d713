package org.mmaparrays.hdf5.internal.btree;

import java.io.IOException;
import java.util.Optional;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;

/**
 * A version 2 B-tree: records of one size, in an order that the caller knows.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_infra_btrees_v2">Version 2 B-trees</a>
 */
public final class BTreeV2 {
  /** Far more levels than any tree has whose nodes have at least two children. */
  private static final int MOST_LEVELS = 64;
  private static final int HEADER_BYTES = 22;

  private final FileBytes file;
  private final long root;
  private final int rootCount;
  private final int depth;
  private final long recordCount;
  private final BTreeV2Format format;
  private final NodeCache<BTreeV2Node> nodes;

  private BTreeV2(FileBytes file, FieldReader header, int type) throws IOException {
    this.file = file;
    header.signature("BTHD");
    int version = header.u8();
    int foundType = header.u8();
    if (version != 0 || foundType != type) {
      throw header.fault("a B-tree of version " + version + " and type " + foundType,
          "version 0 and type " + type);
    }
    long nodeBytes = header.u32();
    int recordBytes = header.u16();
    this.depth = header.u16();
    header.skip(2); // When nodes are split and merged.
    this.root = header.address();
    this.rootCount = header.u16();
    this.recordCount = header.length();
    header.checksum();
    if (depth >= MOST_LEVELS || recordBytes == 0) {
      throw header.fault("a B-tree of depth " + depth + " with records of " + recordBytes + " bytes",
          "a depth of less than " + MOST_LEVELS + " and records of 1 byte or more");
    }
    this.format = BTreeV2Format.of(type, nodeBytes, recordBytes, depth, file.offsetSize());
    this.nodes =
        new NodeCache<>((address, what) -> node(address, what >>> 16, what & 0xFFFF), BTreeV2Node::count);
  }

  /**
   * Opens a tree.
   *
   * @param type of its records, a number
   */
  public static BTreeV2 open(FileBytes file, long address, int type) throws IOException {
    return new BTreeV2(file, file.at(address, HEADER_BYTES + file.offsetSize() + file.lengthSize()), type);
  }

  /**
   * Opens a tree.
   *
   * @param type of its records, a number
   * @param recordBytes bytes of a record of this type
   */
  public static BTreeV2 open(FileBytes file, long address, int type, int recordBytes) throws IOException {
    BTreeV2 tree = open(file, address, type);
    if (tree.recordBytes() != recordBytes) {
      throw file.fault(address, "a B-tree with records of " + tree.recordBytes() + " bytes",
          recordBytes + ", as type " + type + " has");
    }
    return tree;
  }

  /** The order of the records, relative to the one that is looked for. */
  public interface Order {
    /**
     * Returns a negative number if the record is before the one that is looked for, 0 if it is that one, a positive number if
     * it is behind it.
     */
    int compare(FieldReader record) throws IOException;
  }

  /** Takes records. */
  public interface Visitor {
    void visit(FieldReader record) throws IOException;
  }

  /** Returns the bytes of a record. */
  public int recordBytes() {
    return format.recordBytes();
  }

  /** Returns the number of records. */
  long recordCount() {
    return recordCount;
  }

  /** Finds a record; any number of threads may search at a time. */
  public Optional<FieldReader> find(Order order) throws IOException {
    if (root == FieldReader.UNDEFINED) {
      return Optional.empty();
    }
    long address = root;
    int count = rootCount;
    for (int level = depth;; level--) {
      BTreeV2Node node = nodes.get(address, level << 16 | count);
      int low = 0;
      int high = node.count() - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int compared = order.compare(node.record(middle));
        if (compared == 0) {
          return Optional.of(node.record(middle));
        }
        if (compared < 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      if (level == 0) {
        return Optional.empty();
      }
      address = node.child(low);
      count = node.childCount(low);
    }
  }

  /** Visits all records in their order. */
  public void forEach(Visitor visitor) throws IOException {
    long seen = root == FieldReader.UNDEFINED ? 0 : visit(root, depth, rootCount, visitor);
    if (seen != recordCount) {
      throw file.fault(root, "a B-tree of " + seen + " records", recordCount + ", as its header says");
    }
  }

  /**
   * Visits the records below a node. Nodes are not taken from the cache: each one that is read counts, so that a tree with a
   * node in many places comes to an end.
   */
  private long visit(long address, int level, int count, Visitor visitor) throws IOException {
    BTreeV2Node node = node(address, level, count);
    long seen = count;
    for (int i = 0; i <= count; i++) {
      if (level > 0) {
        seen += visit(node.child(i), level - 1, node.childCount(i), visitor);
      }
      if (i < count) {
        visitor.visit(node.record(i));
      }
    }
    return seen;
  }

  private BTreeV2Node node(long address, int level, int count) throws IOException {
    return BTreeV2Node.read(file.at(address, format.usedBytes(level, count)), format, level, count);
  }
}
