package org.mmaparrays.hdf5.internal.btree;

import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.model.ArrayFormatException;

/**
 * The layout of the nodes of a version 2 B-tree. The widths of some fields follow from the number of records that a node can
 * hold.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_infra_btrees_v2">Version 2 B-trees</a>
 */
final class BTreeV2Format {
  /** Signature, version and type. */
  static final int PREFIX_BYTES = 6;

  private static final int CHECKSUM_BYTES = 4;

  private final int type;
  private final int recordBytes;
  private final int addressBytes;
  private final int countBytes;
  /** For each level, the bytes of the number of all records below a node. */
  private final int[] totalBytes;

  private BTreeV2Format(int type, long nodeBytes, int recordBytes, int depth, int addressBytes) {
    this.type = type;
    this.recordBytes = recordBytes;
    this.addressBytes = addressBytes;
    this.totalBytes = new int[depth + 1];
    long room = nodeBytes - PREFIX_BYTES - CHECKSUM_BYTES;
    long most = Math.max(0, room / recordBytes);
    this.countBytes = width(most);
    long total = most;
    for (int level = 1; level <= depth; level++) {
      long child = childBytes(level);
      most = Math.max(0, (room - child) / (recordBytes + child));
      total = times(most + 1, total) + most;
      total = total < 0 ? Long.MAX_VALUE : total;
      totalBytes[level] = width(total);
    }
  }

  static BTreeV2Format of(int type, long nodeBytes, int recordBytes, int depth, int addressBytes) {
    return new BTreeV2Format(type, nodeBytes, recordBytes, depth, addressBytes);
  }

  int type() {
    return type;
  }

  int recordBytes() {
    return recordBytes;
  }

  /**
   * Returns the bytes that a node of a level has for each child: its address, the number of records in it, and, if it has
   * children, in and below it.
   */
  int childBytes(int level) {
    return addressBytes + countBytes + totalBytes[level - 1];
  }

  /** Returns the bytes that are in use of a node with a number of records. */
  long usedBytes(int level, int count) {
    long children = level == 0 ? 0 : (count + 1L) * childBytes(level);
    return PREFIX_BYTES + (long) count * recordBytes + children + CHECKSUM_BYTES;
  }

  /** Reads the number of records of a child. */
  int count(FieldReader fields) throws ArrayFormatException {
    long count = fields.unsigned(countBytes);
    if (count > 0xFFFF) {
      throw fields.fault("a B-tree node of " + count + " records", "fewer than 65536");
    }
    return (int) count;
  }

  private static long times(long a, long b) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
  }

  private static int width(long most) {
    return (Long.SIZE - 1 - Long.numberOfLeadingZeros(most | 1)) / Byte.SIZE + 1;
  }
}
