package org.mmaparrays.hdf5.internal.chunk;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.hdf5.internal.btree.NodeCache;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;
import org.mmaparrays.model.ArrayFormatException;

/**
 * The version 1 B-tree of a dataset's chunks, by the element that each starts with.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_infra_btrees_v1">Version 1 B-trees</a>
 */
final class BTreeV1Chunks implements ChunkIndex {
  private static final int NODE_TYPE = 1;
  private static final int HEADER_BYTES = 8;
  /** Any level, asked of the root. */
  private static final int ANY_LEVEL = -1;

  private final FileBytes file;
  private final ChunkGrid grid;
  private final long root;
  private final NodeCache<Node> nodes;

  BTreeV1Chunks(FileBytes file, ChunkGrid grid, long root) {
    this.file = file;
    this.grid = grid;
    this.root = root;
    this.nodes = new NodeCache<>(this::read, node -> node.children.length * grid.rank());
  }

  /** A node. */
  private static final class Node {
    private final int level;
    /** The chunk that each child starts with, on each axis, and one behind the last. */
    private final long[] keys;
    private final int[] sizes;
    private final int[] skipped;
    private final long[] children;

    Node(int level, int count, int rank) {
      this.level = level;
      this.keys = new long[(count + 1) * rank];
      this.sizes = new int[count];
      this.skipped = new int[count];
      this.children = new long[count];
    }
  }

  @Override
  public @Nullable StoredChunk find(long[] chunk) throws IOException {
    Node node = nodes.get(root, ANY_LEVEL);
    while (true) {
      int child = last(node, chunk);
      if (child < 0) {
        return null;
      }
      if (node.level == 0) {
        return compare(node, child, chunk) == 0
            ? new StoredChunk(node.children[child], node.sizes[child] & 0xFFFF_FFFFL, node.skipped[child])
            : null;
      }
      Node below = nodes.get(node.children[child], node.level - 1);
      checkInside(node, child, below);
      node = below;
    }
  }

  /** Returns the last child that starts with a chunk or one before it; -1 if there is none. */
  private int last(Node node, long[] chunk) {
    int low = 0;
    int high = node.children.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (compare(node, middle, chunk) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  private int compare(Node node, int key, long[] chunk) {
    return compare(node, key, chunk, 0);
  }

  /** Compares a key with one that starts at an index. */
  private int compare(Node node, int key, long[] other, int start) {
    int rank = grid.rank();
    for (int axis = 0; axis < rank; axis++) {
      int order = Long.compare(node.keys[key * rank + axis], other[start + axis]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Checks that a child has the chunks that its parent says; a search would otherwise find none, or the wrong one. */
  private void checkInside(Node parent, int child, Node node) throws IOException {
    int rank = grid.rank();
    int count = node.children.length;
    if (count > 0 && (compare(node, 0, parent.keys, child * rank) < 0
        || (child + 1 < parent.children.length
            && compare(node, count - 1, parent.keys, (child + 1) * rank) >= 0))) {
      throw file.fault(parent.children[child],
          "a B-tree node with chunks outside the range that its parent gives",
          "the chunks of that range: the file is damaged");
    }
  }

  private Node read(long address, int wantedLevel) throws IOException {
    int pointers = 2 * file.offsetSize();
    FieldReader header = file.at(address, HEADER_BYTES + pointers).signature("TREE");
    int type = header.u8();
    int level = header.u8();
    int count = header.u16();
    if (type != NODE_TYPE) {
      throw header.fault("a B-tree node of type " + type, NODE_TYPE + ", of chunks");
    }
    if (wantedLevel != ANY_LEVEL && level != wantedLevel) {
      throw header.fault("a B-tree node of level " + level,
          wantedLevel + ", one less than the node above it");
    }
    int keyBytes = 2 * Integer.BYTES + (grid.rank() + 1) * Long.BYTES;
    return node(level, count,
        file.at(address + HEADER_BYTES + pointers, (long) count * (keyBytes + file.offsetSize()) + keyBytes));
  }

  private Node node(int level, int count, FieldReader fields) throws ArrayFormatException {
    int rank = grid.rank();
    Node node =
        new Node(level, count, rank);
    for (int entry = 0; entry <= count; entry++) {
      int size = (int) fields.u32();
      int skipped = (int) fields.u32();
      for (int axis = 0; axis < rank; axis++) {
        node.keys[entry * rank + axis] = number(fields, grid.chunkShape().dim(axis));
      }
      long inElement = fields.i64();
      if (inElement != 0 && entry < count) { // Behind the last chunk it is the size of an element.
        throw fields.fault("a chunk that starts at byte " + inElement + " of an element", "byte 0");
      }
      if (entry < count) {
        node.sizes[entry] = size;
        node.skipped[entry] = skipped;
        node.children[entry] = fields.address();
      }
      if (entry > 0 && entry < count && compare(node, entry - 1, node.keys, entry * rank) >= 0) {
        throw fields.fault("chunks that are not in their order",
            "each chunk once, ordered by its first element");
      }
    }
    return node;
  }

  /** Reads the number of a chunk from the element that it starts with. */
  private static long number(FieldReader fields, long chunkLength) throws ArrayFormatException {
    long element = fields.unsigned(Long.BYTES);
    if (element % chunkLength != 0) {
      throw fields.fault("a chunk that starts at " + element, "a multiple of " + chunkLength);
    }
    return element / chunkLength;
  }
}
