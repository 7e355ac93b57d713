package org.mmaparrays.hdf5.internal.write;

import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.message.Superblock;

/**
 * Superblocks as newer versions write them: the first bytes of a file, in one sector of any disk.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_boot_super">The superblock</a>
 */
final class SuperblockBuilder {
  static final int BYTES = 48;

  /** The oldest version that has a checksum; version 3 is of the same form, and says more in its flags. */
  static final int VERSION = 2;

  private SuperblockBuilder() {}

  /**
   * Makes a superblock.
   *
   * @param version 2 or 3
   * @param root the address of the root group's header
   * @param end the address behind the last byte that is in use
   */
  static byte[] of(int version, long root, long end) {
    return new FieldWriter().bytes(Superblock.signature()).u8(version).u8(Long.BYTES).u8(Long.BYTES).u8(0)
        .i64(0).i64(FieldReader.UNDEFINED).i64(end).i64(root).toChecksummedBytes();
  }
}
