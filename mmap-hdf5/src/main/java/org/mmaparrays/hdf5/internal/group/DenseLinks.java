package org.mmaparrays.hdf5.internal.group;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.hdf5.internal.btree.BTreeV2;
import org.mmaparrays.hdf5.internal.heap.FractalHeap;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;
import org.mmaparrays.hdf5.internal.io.Lookup3;
import org.mmaparrays.hdf5.internal.io.Text;

/**
 * The links of a large group: in a fractal heap, with their names in a B-tree, by hash and then by name.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_infra_btrees_v2">Level 1A2, Version
 *     2 B-trees, "Type 5"</a>
 */
final class DenseLinks implements Group {
  private static final int BY_NAME = 5;
  private static final int HASH = 4;
  private static final int ID = 7;

  private final FractalHeap heap;
  private final BTreeV2 names;

  private DenseLinks(FractalHeap heap, BTreeV2 names) {
    this.heap = heap;
    this.names = names;
  }

  static DenseLinks read(FileBytes file, LinkInfo info) throws IOException {
    return new DenseLinks(FractalHeap.read(file, info.heap(), ID),
        BTreeV2.open(file, info.names(), BY_NAME, HASH + ID));
  }

  @Override
  public Optional<Link> find(byte[] name) throws IOException {
    long hash = Integer.toUnsignedLong(Lookup3.hash(name));
    Optional<FieldReader> record = names.find(found -> {
      int order = Long.compare(found.u32(), hash);
      return order != 0 ? order : Text.compare(LinkMessage.nameOf(heap.object(found)), name);
    });
    return record.isEmpty() ? Optional.empty() : Optional.of(link(record.get()));
  }

  @Override
  public List<Link> links() throws IOException {
    List<Link> links = new ArrayList<>();
    names.forEach(record -> links.add(link(record)));
    return links;
  }

  private Link link(FieldReader record) throws IOException {
    return LinkMessage.read(heap.object(record.skip(HASH)));
  }
}
