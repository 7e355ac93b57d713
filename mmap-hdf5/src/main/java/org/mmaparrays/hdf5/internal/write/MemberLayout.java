package org.mmaparrays.hdf5.internal.write;

import java.nio.file.Path;
import java.util.List;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.UnsupportedArrayException;

/**
 * The new part of a file that gets a dataset, without the superblock: texts, the dataset's header, headers of the groups that
 * lead to it, and behind these, from the start of a page on, the elements.
 *
 * @param address where in the file the first byte is
 * @param metadata the bytes there
 * @param root the address of the root group's header
 * @param elements the address of the first element
 * @param end the address behind the last element
 */
@SuppressWarnings("ArrayRecordComponent") // carried to where it is written, never compared
record MemberLayout(long address, byte[] metadata, long root, long elements, long end) {
  /** The alignment of the elements, so that pages and the widest vectors start with an element. */
  private static final int PAGE = 4096;

  /** The alignment of objects, as in the HDF5 library. */
  static final int UNIT = 8;

  /**
   * Lays out a dataset.
   *
   * @param file the file that errors name
   * @param groups the headers of the root group, and so on to the dataset's, without their new links
   * @param names the link that each of them gets
   * @param free the address from which on nothing is in use
   * @throws UnsupportedArrayException if HDF5 has no such datasets
   */
  static MemberLayout of(Path file, ArraySpec spec, List<ObjectHeaderBuilder> groups, List<EncodedText> names,
      long free)
      throws UnsupportedArrayException {
    if (spec.order() != MemoryOrder.C) {
      throw new UnsupportedArrayException(file,
          "HDF5 datasets are row-major, and a column-major array cannot be created; withOrder(MemoryOrder.C)");
    }
    if (spec.shape().rank() > DataspaceBuilder.MOST_AXES) {
      throw new UnsupportedArrayException(file, "HDF5 datasets have at most " + DataspaceBuilder.MOST_AXES
          + " axes, not " + spec.shape().rank());
    }
    long address = Math.ceilDiv(free, UNIT) * UNIT;
    // Made twice: how long the metadata is does not depend on where the elements are.
    MemberLayout measured = at(file, spec, groups, names, address, address);
    long end = address + measured.metadata.length;
    return at(file, spec, groups, names, address, Math.ceilDiv(end, PAGE) * PAGE);
  }

  private static MemberLayout at(Path file, ArraySpec spec, List<ObjectHeaderBuilder> groups,
      List<EncodedText> names,
      long address, long elements) throws UnsupportedArrayException {
    if (spec.byteSize() > Long.MAX_VALUE - elements) {
      throw new UnsupportedArrayException(file,
          spec + " from byte " + elements
              + " on needs more bytes than a file can have; choose a smaller shape");
    }
    GlobalHeapBuilder texts = new GlobalHeapBuilder(address);
    List<EncodedMessage> attributes = new AttributesBuilder(file, texts).messages(spec.attributes());
    FieldWriter metadata = new FieldWriter().bytes(texts.toBytes()).alignedTo(UNIT);
    long object = address + metadata.size();
    metadata.bytes(DatasetBuilder.of(spec, elements, attributes).toBytes());
    for (int depth = groups.size() - 1; depth >= 0; depth--) {
      ObjectHeaderBuilder group = groups.get(depth).with(LinkBuilder.to(object, names.get(depth)));
      metadata.alignedTo(UNIT);
      object = address + metadata.size();
      metadata.bytes(group.toBytes());
    }
    return new MemberLayout(address, metadata.toBytes(), object, elements, elements + spec.byteSize());
  }
}
