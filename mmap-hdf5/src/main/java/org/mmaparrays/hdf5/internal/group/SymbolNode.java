package org.mmaparrays.hdf5.internal.group;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.hdf5.internal.heap.LocalHeap;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;
import org.mmaparrays.hdf5.internal.io.Text;

/**
 * Some links of an old group.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_infra_symboltable">Level 1B, Group
 *     Symbol Table Nodes, and Level 1C, Symbol Table Entry</a>
 */
final class SymbolNode {
  private static final int PREFIX = 8;
  private static final int SOFT_LINK = 2;
  private static final int SCRATCH = 16;

  private final LocalHeap heap;
  private final FieldReader entries;
  private final int count;

  private SymbolNode(LocalHeap heap, FieldReader entries, int count) {
    this.heap = heap;
    this.entries = entries;
    this.count = count;
  }

  static SymbolNode read(FileBytes file, LocalHeap heap, long address) throws IOException {
    FieldReader prefix = file.at(address, PREFIX).signature("SNOD");
    int version = prefix.u8();
    if (version != 1) {
      throw prefix.fault("a symbol table node of version " + version, "1");
    }
    int count = prefix.skip(1).u16();
    long size = (long) count * ((long) file.lengthSize() + file.offsetSize() + 8 + SCRATCH);
    return new SymbolNode(heap, file.at(address + PREFIX, size), count);
  }

  Optional<Link> find(byte[] name) throws IOException {
    for (Entry entry : entries()) {
      if (Arrays.equals(name, entry.name)) {
        return Optional.of(link(entry));
      }
    }
    return Optional.empty();
  }

  List<Link> links() throws IOException {
    List<Link> links = new ArrayList<>();
    for (Entry entry : entries()) {
      links.add(link(entry));
    }
    return links;
  }

  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  private record Entry(byte[] name, long address, long cacheType, FieldReader scratch) {}

  /** Reads all links, even for one name: a damaged file may have a name twice. */
  private List<Entry> entries() throws IOException {
    FieldReader fields = entries.again();
    List<Entry> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Entry entry = next(fields);
      if (i > 0 && Text.compare(all.getLast().name, entry.name) >= 0) {
        throw fields.fault("links that are not in the order of their names", "each name once, in order");
      }
      all.add(entry);
    }
    return all;
  }

  private Entry next(FieldReader fields) throws IOException {
    // The specification says an offset; the library has always written a length.
    byte[] name = heap.text(fields.length());
    if (name.length == 0) {
      throw fields.fault("a link without a name", "one");
    }
    long address = fields.address();
    long cacheType = fields.u32();
    fields.skip(4);
    return new Entry(name, address, cacheType, fields.part(SCRATCH));
  }

  private Link link(Entry entry) throws IOException {
    String name = Text.of(entry.name);
    if (entry.cacheType > SOFT_LINK) {
      throw entry.scratch.fault("a link of type " + entry.cacheType, "0, 1 or 2");
    }
    return entry.cacheType == SOFT_LINK
        ? new Link.Soft(name, Text.of(heap.text(entry.scratch.u32())))
        : new Link.Hard(name, entry.address);
  }
}
