package org.mmaparrays.hdf5.internal.write;

import java.util.ArrayList;
import java.util.List;
import org.mmaparrays.model.ArraySpec;

/**
 * Headers of contiguous datasets, with room in the file for all of them from the start.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_fvmessage">The fill value message</a>
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_layout">The data layout message</a>
 */
final class DatasetBuilder {
  private static final int FILL_VALUE_VERSION = 3;
  private static final int ALLOCATED_EARLY_FILLED_IF_SET = 0x09;
  private static final int LAYOUT_VERSION = 3;
  private static final int CONTIGUOUS = 1;

  private DatasetBuilder() {}

  /** Makes the header of a dataset with its elements at an address. */
  static ObjectHeaderBuilder of(ArraySpec spec, long elements, List<EncodedMessage> attributes) {
    List<EncodedMessage> messages = new ArrayList<>(List.of(
        new EncodedMessage(EncodedMessage.DATASPACE, 0, DataspaceBuilder.of(spec.shape().dims())),
        new EncodedMessage(EncodedMessage.DATATYPE, EncodedMessage.CONSTANT,
            DatatypeBuilder.of(spec.dtype())),
        new EncodedMessage(EncodedMessage.FILL_VALUE, EncodedMessage.CONSTANT,
            new FieldWriter().u8(FILL_VALUE_VERSION).u8(ALLOCATED_EARLY_FILLED_IF_SET).toBytes()),
        new EncodedMessage(EncodedMessage.LAYOUT, 0, new FieldWriter().u8(LAYOUT_VERSION).u8(CONTIGUOUS)
            .i64(elements).i64(spec.byteSize()).toBytes())));
    messages.addAll(attributes);
    return new ObjectHeaderBuilder(messages);
  }
}
