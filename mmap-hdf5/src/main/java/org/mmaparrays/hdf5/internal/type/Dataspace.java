package org.mmaparrays.hdf5.internal.type;

import java.io.IOException;
import java.util.Optional;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.model.Shape;

/**
 * The shape of a dataset or an attribute.
 *
 * @param shape as it is now; empty for a null dataspace, which has no elements and no shape
 * @param greatest the greatest length of each axis, or {@link FieldReader#UNDEFINED} if nothing limits it
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_simple">The
 *     Dataspace Message</a>
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Dataspace(Optional<Shape> shape, long[] greatest) {
  /** The most axes that the format allows. */
  private static final int MAX_RANK = 32;
  private static final int HAS_MAXIMA = 1;
  private static final int HAS_PERMUTATION = 2;
  private static final int SCALAR = 0;
  private static final int SIMPLE = 1;
  private static final int NULL = 2;

  public static Dataspace read(FieldReader fields) throws IOException {
    int version = fields.u8();
    if (version != 1 && version != 2) {
      throw fields.fault("a dataspace of version " + version, "1 or 2");
    }
    int rank = fields.u8();
    if (rank > MAX_RANK) {
      throw fields.fault(rank + " axes", "at most " + MAX_RANK);
    }
    int flags = fields.u8();
    if ((flags & ~(HAS_MAXIMA | HAS_PERMUTATION)) != 0 || (version == 2 && (flags & HAS_PERMUTATION) != 0)) {
      throw fields.fault("dataspace flags " + flags, "0 or 1");
    }
    int type = version == 1 ? rank == 0 ? SCALAR : SIMPLE : fields.u8();
    fields.skip(version == 1 ? 5 : 0);
    if (type > NULL || (type != SIMPLE && rank > 0)) {
      throw fields.fault("a dataspace of type " + type + " with " + rank + " axes",
          "0 or 2 without axes, or 1");
    }
    long[] dims = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = fields.length();
    }
    long[] greatest = dims.clone();
    for (int axis = 0; axis < rank && (flags & HAS_MAXIMA) != 0; axis++) {
      greatest[axis] = fields.limit();
      if (greatest[axis] != FieldReader.UNDEFINED && dims[axis] > greatest[axis]) {
        throw fields.fault("axis " + axis + " of length " + dims[axis],
            "at most its maximum, " + greatest[axis]);
      }
    }
    if ((flags & HAS_PERMUTATION) != 0) {
      throw fields.unsupported("the dataset's axes are permuted, which no version of HDF5 has implemented");
    }
    return new Dataspace(type == NULL ? Optional.empty() : Optional.of(shape(fields, dims)), greatest);
  }

  private static Shape shape(FieldReader fields, long[] dims) throws IOException {
    try {
      return Shape.of(dims);
    } catch (IllegalArgumentException e) {
      throw fields.fault(String.valueOf(e.getMessage()), "a shape that a file can have", e);
    }
  }
}
