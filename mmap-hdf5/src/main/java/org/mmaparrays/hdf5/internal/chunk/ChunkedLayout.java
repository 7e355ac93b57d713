package org.mmaparrays.hdf5.internal.chunk;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.Shape;

/**
 * The part of a dataset's layout message that describes its chunks.
 *
 * @param chunkShape no axis of it is 0
 * @param elementBytes bytes of an element
 * @param plainEdges whether chunks that reach over the edge of the dataset are stored without any filter
 * @param kind the index
 * @param single of the index of one chunk that is filtered: its size and filter mask
 * @param address of the index, or of the chunk itself; {@link FieldReader#UNDEFINED} if there is none yet
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_layout">The Data Layout Message</a>
 */
public record ChunkedLayout(Shape chunkShape, long elementBytes, boolean plainEdges, IndexKind kind,
    @Nullable StoredChunk single,
    long address) {
  private static final int PLAIN_EDGES = 1;
  private static final int SINGLE_FILTERED = 2;

  /** The kinds of index, by the number that stands for them; 0 for layouts without one. */
  enum IndexKind {
    /** Version 1 B-tree. */
    BTREE_V1,
    /** No index: one chunk. */
    SINGLE,
    /** No index: all chunks side by side. */
    IMPLICIT,
    /** Fixed array. */
    FIXED_ARRAY,
    /** Extensible array. */
    EXTENSIBLE_ARRAY,
    /** Version 2 B-tree. */
    BTREE_V2
  }

  /**
   * Reads the fields behind the layout class.
   *
   * @param version of the message, 3 or 4
   */
  public static ChunkedLayout read(FieldReader fields, int version) throws IOException {
    return version < 4 ? readOld(fields, fields.u8()) : readNew(fields);
  }

  /**
   * Reads the address and the chunk's dimensions, as in versions 1 to 3.
   *
   * @param dimensionality one more than the dataset's axes
   */
  public static ChunkedLayout readOld(FieldReader fields, int dimensionality) throws IOException {
    int rank = rank(fields, dimensionality);
    long address = fields.address();
    Shape chunkShape = chunkShape(fields, rank, Integer.BYTES);
    return new ChunkedLayout(chunkShape, elementBytes(fields, Integer.BYTES), false, IndexKind.BTREE_V1, null,
        address);
  }

  private static ChunkedLayout readNew(FieldReader fields) throws IOException {
    int flags = fields.u8();
    if ((flags & ~(PLAIN_EDGES | SINGLE_FILTERED)) != 0) {
      throw fields.fault("chunk flags " + flags, "no bits but 0 and 1");
    }
    int rank = rank(fields, fields.u8());
    int bytes = fields.u8();
    if (bytes < 1 || bytes > 8) {
      throw fields.fault("dimensions of " + bytes + " bytes", "1 to 8");
    }
    Shape chunkShape = chunkShape(fields, rank, bytes);
    long elementBytes = elementBytes(fields, bytes);
    IndexKind kind = kind(fields);
    StoredChunk single = null;
    switch (kind) {
      case SINGLE -> {
        if ((flags & SINGLE_FILTERED) != 0) {
          single = new StoredChunk(0, fields.length(), (int) fields.u32());
        }
      }
      // The index repeats its parameters.
      case FIXED_ARRAY -> fields.skip(1);
      case EXTENSIBLE_ARRAY -> fields.skip(5);
      case BTREE_V2 -> fields.skip(6);
      case IMPLICIT, BTREE_V1 -> {}
    }
    long address = fields.address();
    return new ChunkedLayout(chunkShape, elementBytes, (flags & PLAIN_EDGES) != 0, kind, single, address);
  }

  private static IndexKind kind(FieldReader fields) throws ArrayFormatException {
    int number = fields.u8();
    if (number < 1 || number >= IndexKind.values().length) {
      throw fields.fault("chunk index of type " + number, "1 to " + (IndexKind.values().length - 1));
    }
    return IndexKind.values()[number];
  }

  private static int rank(FieldReader fields, int dimensionality) throws ArrayFormatException {
    if (dimensionality < 2 || dimensionality > Shape.MAX_RANK + 1) {
      throw fields.fault("chunks of " + (dimensionality - 1) + " axes", "1 to " + Shape.MAX_RANK);
    }
    return dimensionality - 1;
  }

  private static Shape chunkShape(FieldReader fields, int rank, int bytes) throws ArrayFormatException {
    long[] dims = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = fields.unsigned(bytes);
      if (dims[axis] == 0) {
        throw fields.fault("a chunk whose axis " + axis + " is 0", "1 or more");
      }
    }
    try {
      return Shape.of(dims);
    } catch (IllegalArgumentException e) {
      throw fields.fault("a chunk with 2**63 elements or more", "fewer");
    }
  }

  private static long elementBytes(FieldReader fields, int bytes) throws ArrayFormatException {
    long elementBytes = fields.unsigned(bytes);
    if (elementBytes == 0) {
      throw fields.fault("elements of 0 bytes", "1 or more");
    }
    return elementBytes;
  }
}
