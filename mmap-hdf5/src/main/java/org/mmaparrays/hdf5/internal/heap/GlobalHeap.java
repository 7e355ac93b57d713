package org.mmaparrays.hdf5.internal.heap;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;

/**
 * The objects of variable length: they lie in collections, and are found by the collection's address and a number.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_infra_globalheap">Level 1E, Global
 *     Heap</a>
 */
public final class GlobalHeap {
  private static final int PREFIX = 8;

  private final FileBytes file;
  private final Map<Long, Map<Integer, FieldReader>> collections = new HashMap<>();

  public GlobalHeap(FileBytes file) {
    this.file = file;
  }

  /** Finds an object; each caller gets an independent view. */
  public FieldReader object(long address, int index) throws IOException {
    Map<Integer, FieldReader> collection = collections.get(address);
    if (collection == null) {
      collection = read(address);
      collections.put(address, collection);
    }
    FieldReader object = collection.get(index);
    if (object == null || index == 0) {
      throw file.fault(address, "no object " + index + " in a global heap", "one of " + collection.size());
    }
    return object.again();
  }

  private Map<Integer, FieldReader> read(long address) throws IOException {
    // Padded to 8 bytes, as everything in the collection.
    int headerSize = (PREFIX + file.lengthSize() + 7) & -8;
    FieldReader start = file.at(address, headerSize).signature("GCOL");
    int version = start.u8();
    if (version != 1) {
      throw start.fault("a global heap of version " + version, "1");
    }
    long size = start.skip(3).length();
    FieldReader fields = file.at(address, size).skip(headerSize);
    Map<Integer, FieldReader> objects = new HashMap<>();
    // The rest, when no further object fits, is free.
    while (fields.remaining() >= headerSize) {
      FieldReader header = fields.part(headerSize);
      int index = header.u16();
      long objectSize = header.skip(2 + 4).length();
      if (index == 0) {
        break;
      }
      if (objectSize > fields.remaining()) {
        throw fields.fault("an object of " + objectSize + " bytes", "no more than are left of its heap");
      }
      if (objects.put(index, fields.part((int) objectSize)) != null) {
        throw fields.fault("a second object " + index + " in a global heap", "each number once");
      }
      fields.skip(Math.min((int) (-objectSize & 7), fields.remaining()));
    }
    return objects;
  }
}
