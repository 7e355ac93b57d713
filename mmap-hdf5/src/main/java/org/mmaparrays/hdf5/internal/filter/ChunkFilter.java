package org.mmaparrays.hdf5.internal.filter;

import java.nio.ByteBuffer;
import java.util.zip.Inflater;

/** One filter of a pipeline, undone; for any number of threads at a time. */
public interface ChunkFilter {
  /** The answer of {@link #encodedBytes} if it depends on the bytes. */
  int DEPENDS = -1;

  /** Returns the usual name, such as {@code gzip}. */
  String label();

  /** Returns the number of bytes that the filter makes of others, or {@link #DEPENDS}. */
  int encodedBytes(int plainBytes);

  /** Returns the number of bytes from which the filter made others; not called where {@link #encodedBytes} depends. */
  int plainBytes(int encodedBytes);

  /** Returns whether the plain bytes are a part of the encoded ones, and need no place of their own. */
  default boolean inPlace() {
    return false;
  }

  /** Returns whether the encoded bytes may be outside the heap; if not, they are in an array. */
  default boolean takesDirect() {
    return false;
  }

  /**
   * Undoes the filter.
   *
   * @param encoded all bytes that the filter made
   * @param plain takes the bytes from which it made them, from its start on; the array may be longer
   * @param plainBytes how much that is
   * @param inflater reset before use
   * @return the plain bytes
   * @throws ChunkFault if the bytes cannot have come from the filter, or from another number of bytes
   */
  ByteBuffer decode(ByteBuffer encoded, byte[] plain, int plainBytes, Inflater inflater) throws ChunkFault;
}
