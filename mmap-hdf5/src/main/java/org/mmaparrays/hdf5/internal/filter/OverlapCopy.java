package org.mmaparrays.hdf5.internal.filter;

/** Copies of bytes that were decoded shortly before. */
final class OverlapCopy {
  private OverlapCopy() {}

  /** Copies bytes from a distance before them; where that is less than their number, copied bytes are copied again. */
  static void copy(byte[] bytes, int at, int distance, int count) {
    int from = at - distance;
    if (distance >= count) {
      System.arraycopy(bytes, from, bytes, at, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      bytes[at + i] = bytes[from + i];
    }
  }
}
