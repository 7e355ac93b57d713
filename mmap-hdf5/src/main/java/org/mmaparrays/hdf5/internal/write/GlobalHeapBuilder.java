package org.mmaparrays.hdf5.internal.write;

import java.nio.charset.StandardCharsets;

/**
 * A global heap collection that is being made: the texts of all attributes of one dataset.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_infra_globalheap">Global heap</a>
 */
final class GlobalHeapBuilder {
  /** The most texts that can be told apart. */
  static final int MOST = 0xFFFF;

  private static final int VERSION = 1;
  private static final int HEAD = 16;
  private static final int UNIT = 8;
  private static final int LEAST_BYTES = 4096;

  private final long address;
  private final FieldWriter objects = new FieldWriter();
  private int count;

  /** Starts a collection that will be at an address. */
  GlobalHeapBuilder(long address) {
    this.address = address;
  }

  /** Adds a text, and returns the element that refers to it. */
  byte[] add(String text) {
    byte[] characters = text.getBytes(StandardCharsets.UTF_8);
    FieldWriter element = new FieldWriter().u32(characters.length);
    if (characters.length == 0) {
      return element.i64(0).u32(0).toBytes();
    }
    count++;
    objects.u16(count).u16(0).u32(0).i64(characters.length).bytes(characters).alignedTo(UNIT);
    return element.i64(address).u32(count).toBytes();
  }

  int count() {
    return count;
  }

  /** Returns the collection; no bytes if it has no text. */
  byte[] toBytes() {
    if (count == 0) {
      return new byte[0];
    }
    int used = HEAD + objects.size();
    int size = Math.max(LEAST_BYTES, used + HEAD);
    FieldWriter collection =
        new FieldWriter().ascii("GCOL").u8(VERSION).zeros(3).i64(size).bytes(objects.toBytes());
    // Object 0 is the free space, its own head included.
    collection.u16(0).u16(0).u32(0).i64(size - used);
    return collection.zeros(size - collection.size()).toBytes();
  }
}
