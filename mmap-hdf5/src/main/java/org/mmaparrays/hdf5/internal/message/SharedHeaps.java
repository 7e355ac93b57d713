package org.mmaparrays.hdf5.internal.message;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mmaparrays.hdf5.internal.heap.FractalHeap;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;

/**
 * The heaps in which a file keeps messages that are the same in many objects, and so stored once.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_infra_sohm">Level 1I, Shared Object
 *     Header Message Table</a>
 */
final class SharedHeaps {
  private static final int ID = 8;
  private static final int MOST_INDEXES = 8;

  private final FileBytes file;
  private final List<Index> indexes = new ArrayList<>();
  private final Map<Long, FractalHeap> heaps = new HashMap<>();

  /** The types of message that a heap has, a bit each, and its address. */
  private record Index(int types, long heap) {}

  /** Reads the table that a superblock's extension names. */
  SharedHeaps(FileBytes file, FieldReader message) throws IOException {
    this.file = file;
    int version = message.u8();
    if (version != 0) {
      throw message.fault("a table of shared messages of version " + version, "0");
    }
    long address = message.address();
    int count = message.u8();
    if (count == 0 || count > MOST_INDEXES) {
      throw message.fault(count + " indexes of shared messages", "1 to " + MOST_INDEXES);
    }
    int entry = 1 + 1 + 2 + 4 + 2 + 2 + 2 + 2 * file.offsetSize();
    FieldReader table = file.at(address, 4 + count * entry + 4).signature("SMTB");
    for (int i = 0; i < count; i++) {
      int indexVersion = table.u8();
      if (indexVersion != 0) {
        throw table.fault("an index of shared messages of version " + indexVersion, "0");
      }
      int types = table.skip(1).u16();
      table.skip(4 + 2 + 2 + 2 + file.offsetSize());
      indexes.add(new Index(types, table.address()));
    }
    table.checksum();
  }

  /** Finds the body of a message by its identifier in the heap of its type. */
  FieldReader message(int type, FieldReader id) throws IOException {
    // Both kinds of fill value count as one.
    int bit = 1 << (type == MessageType.OLD_FILL_VALUE.number() ? MessageType.FILL_VALUE.number() : type);
    for (Index index : indexes) {
      if ((index.types & bit) != 0) {
        return heap(index.heap).object(id.part(ID));
      }
    }
    throw id.fault("a shared message of type " + type, "a type that the file's table has a heap for");
  }

  private FractalHeap heap(long address) throws IOException {
    FractalHeap known = heaps.get(address);
    if (known == null) {
      known = FractalHeap.read(file, address, ID);
      heaps.put(address, known);
    }
    return known;
  }
}
