package org.mmaparrays.hdf5.internal.heap;

import java.io.IOException;
import java.util.Arrays;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;
import org.mmaparrays.model.ArrayFormatException;

/**
 * The names of an old group, and the targets of its soft links, one after the other.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_infra_localheap">Level 1D, Local
 *     Heaps</a>
 */
public final class LocalHeap {
  /** Longer than most names, so that one look is enough. */
  private static final int FIRST_LOOK = 64;

  private final FileBytes file;
  private final long segment;
  private final long size;

  private LocalHeap(FileBytes file, long segment, long size) {
    this.file = file;
    this.segment = segment;
    this.size = size;
  }

  public static LocalHeap read(FileBytes file, long address) throws IOException {
    FieldReader fields = file.at(address, 8 + 2L * file.lengthSize() + file.offsetSize()).signature("HEAP");
    int version = fields.u8();
    if (version != 0) {
      throw fields.fault("a local heap of version " + version, "0");
    }
    long size = fields.skip(3).length();
    fields.skip(file.lengthSize());
    long segment = fields.address();
    file.check(segment, size);
    return new LocalHeap(file, segment, size);
  }

  /** Returns the bytes from an offset on to the next zero byte. */
  public byte[] text(long offset) throws IOException {
    for (long look = FIRST_LOOK;; look *= 8) {
      if (offset >= size) {
        throw new ArrayFormatException(file.file(), file.position(segment),
            "a name at byte " + offset + " of a heap",
            "less than its " + size + " bytes");
      }
      long length = Math.min(look, size - offset);
      FieldReader fields = file.at(segment + offset, length);
      byte[] bytes = fields.bytes((int) length);
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == 0) {
          return Arrays.copyOf(bytes, i);
        }
      }
      if (length == size - offset) {
        throw fields.fault("a name without an end", "a zero byte behind it in the heap");
      }
    }
  }
}
