package org.mmaparrays.hdf5.internal.heap;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mmaparrays.hdf5.internal.btree.BTreeV2;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;

/**
 * Objects of any size, the links or attributes of one object, found by identifiers that say where each is.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_infra_fractalheap">Level 1G, Fractal
 *     Heap</a>
 */
public final class FractalHeap {
  private static final int CHECKSUM = 4;
  private static final int CHECKSUMMED_BLOCKS = 2;
  private static final int ALL_FLAGS = 3;
  private static final int MANAGED = 0;
  private static final int HUGE = 1;
  private static final int TINY = 2;
  private static final int HUGE_RECORDS = 1;
  /** Identifiers longer than this have longer lengths in them. */
  private static final int LONGEST_SHORT_TINY = 17;

  private final FileBytes file;
  private final long address;
  private final int idLength;
  private final boolean checksummed;
  private final long mostManaged;
  private final long hugeTree;
  private final int offsetSize;
  private final DoublingTable table;
  private final long root;
  private final int rootRows;
  private final Map<Long, FieldReader> blocks = new HashMap<>();

  private FractalHeap(FileBytes file, long address, int idLength) throws IOException {
    this.file = file;
    this.address = address;
    this.idLength = idLength;
    int size =
        4 + 1 + 2 + 2 + 1 + 4 + 12 * file.lengthSize() + 3 * file.offsetSize() + 2 + 2 + 2 + 2 + CHECKSUM;
    FieldReader fields = file.at(address, size).signature("FRHP");
    int version = fields.u8();
    int foundLength = fields.u16();
    if (version != 0 || foundLength != idLength) {
      throw fields.fault(
          "a fractal heap of version " + version + " with identifiers of " + foundLength + " bytes",
          "version 0 and " + idLength);
    }
    if (fields.u16() != 0) {
      throw fields
          .unsupported("the links or attributes of an object are compressed; copy the file: h5repack IN OUT");
    }
    int flags = fields.u8();
    if ((flags & ~ALL_FLAGS) != 0) {
      throw fields.fault("fractal heap flags " + flags, "0 to 3");
    }
    checksummed = (flags & CHECKSUMMED_BLOCKS) != 0;
    mostManaged = fields.u32();
    fields.length();
    hugeTree = fields.address();
    fields.skip(file.lengthSize() + file.offsetSize() + 8 * file.lengthSize());
    table = DoublingTable.read(fields);
    offsetSize = table.offsetSize();
    root = fields.address();
    rootRows = fields.u16();
    fields.checksum();
    if (rootRows > table.mostRows()) {
      throw fields.fault("a fractal heap of " + rootRows + " rows", "at most " + table.mostRows());
    }
  }

  /**
   * Reads the header of a heap.
   *
   * @param idLength the expected bytes of an identifier
   */
  public static FractalHeap read(FileBytes file, long address, int idLength) throws IOException {
    return new FractalHeap(file, address, idLength);
  }

  /** Finds the object of an identifier. */
  public FieldReader object(FieldReader id) throws IOException {
    FieldReader start = id.again();
    int first = id.u8();
    if (first >>> 6 != 0) {
      throw id.fault("a heap identifier of version " + (first >>> 6), "0");
    }
    return switch (first >>> 4) {
      case MANAGED -> managed(id);
      case HUGE -> huge(id);
      case TINY -> tiny(first, start);
      default -> throw id.fault("a heap identifier of type " + (first >>> 4), "0, 1 or 2");
    };
  }

  private FieldReader managed(FieldReader id) throws IOException {
    long offset = id.unsigned(offsetSize);
    long length = id.unsigned(table.lengthSize(mostManaged));
    if (length == 0 || length > mostManaged) {
      throw id.fault("an object of " + length + " bytes in a fractal heap", "1 to " + mostManaged);
    }
    DoublingTable.Place place = new DoublingTable.Place(root, 0, table.firstBlockSize());
    if (rootRows > 0) {
      place = new DoublingTable.Place(root, 0, 0);
      int rows = rootRows;
      while (rows > 0) {
        DoublingTable.Place inside = table.find(id, indirect(place, rows), place.offset(), offset, rows);
        rows = table.rowsOf(inside);
        place = inside;
      }
    }
    FieldReader block = direct(place);
    long at = offset - place.offset();
    if (at < blockHeader(checksummed) || at > place.size() || length > place.size() - at) {
      throw id.fault("an object at byte " + at + " of a block with " + length + " bytes",
          "one inside the block's " + place.size());
    }
    return block.again().skip((int) at).part((int) length);
  }

  private int blockHeader(boolean withChecksum) {
    return 4 + 1 + file.offsetSize() + offsetSize + (withChecksum ? CHECKSUM : 0);
  }

  /** Reads a block of objects. */
  private FieldReader direct(DoublingTable.Place place) throws IOException {
    FieldReader known = blocks.get(place.address());
    if (known != null && known.remaining() == place.size()) {
      return known;
    }
    FieldReader fields = file.at(place.address(), place.size());
    FieldReader whole = fields.again();
    start(fields.signature("FHDB"), place.offset());
    if (checksummed) {
      fields.checksumOfAll();
    }
    blocks.put(place.address(), whole);
    return whole;
  }

  /** Reads the addresses in a block of blocks. */
  private FieldReader indirect(DoublingTable.Place place, int rows) throws IOException {
    int entries = Math.multiplyExact(rows, table.width()) * file.offsetSize();
    int start = blockHeader(false);
    FieldReader known = blocks.get(place.address());
    if (known != null && known.remaining() == entries) {
      return known;
    }
    FieldReader fields = file.at(place.address(), start + entries + CHECKSUM);
    start(fields.signature("FHIB"), place.offset());
    FieldReader addresses = fields.part(entries);
    fields.checksum();
    blocks.put(place.address(), addresses);
    return addresses;
  }

  /** Checks the start of a block. */
  private void start(FieldReader fields, long offset) throws IOException {
    int version = fields.u8();
    long heap = fields.address();
    long foundOffset = fields.unsigned(offsetSize);
    if (version != 0 || heap != address || foundOffset != offset) {
      throw fields.fault("a block of version " + version + " at " + foundOffset + " of the heap at " + heap,
          "version 0 at " + offset + " of the heap at " + address);
    }
  }

  private FieldReader tiny(int first, FieldReader id) throws IOException {
    id.skip(1);
    int length = 1 + (idLength > LONGEST_SHORT_TINY ? (first & 0x0F) << 8 | id.u8() : first & 0x0F);
    return id.part(length);
  }

  private FieldReader huge(FieldReader id) throws IOException {
    if (idLength > file.offsetSize() + file.lengthSize()) {
      throw id.unsupported("an object of the fractal heap is too large; copy the file: h5repack IN OUT");
    }
    long key = id.unsigned(Math.min(idLength - 1, file.lengthSize()));
    int recordSize = file.offsetSize() + 2 * file.lengthSize();
    BTreeV2 tree = BTreeV2.open(file, hugeTree, HUGE_RECORDS, recordSize);
    Optional<FieldReader> record = tree.find(
        found -> Long.compare(found.skip(file.offsetSize() + file.lengthSize()).length(), key));
    if (record.isEmpty()) {
      throw id.fault("a huge object " + key + " that its tree does not have", "one that it has");
    }
    return file.at(record.get().address(), record.get().length());
  }
}
