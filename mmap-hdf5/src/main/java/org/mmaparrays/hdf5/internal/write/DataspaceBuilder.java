package org.mmaparrays.hdf5.internal.write;

/**
 * Dataspaces of fixed size; without axes it is a single element.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_simple">The dataspace message</a>
 */
final class DataspaceBuilder {
  /** The most axes that the HDF5 library reads. */
  static final int MOST_AXES = 32;

  private static final int VERSION = 2;
  private static final int NO_FLAGS = 0;
  private static final int SCALAR = 0;
  private static final int SIMPLE = 1;

  private DataspaceBuilder() {}

  static byte[] of(long... dims) {
    FieldWriter fields =
        new FieldWriter().u8(VERSION).u8(dims.length).u8(NO_FLAGS).u8(dims.length == 0 ? SCALAR : SIMPLE);
    for (long dim : dims) {
      fields.i64(dim);
    }
    return fields.toBytes();
  }
}
