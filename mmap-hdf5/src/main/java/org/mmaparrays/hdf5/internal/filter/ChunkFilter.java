package org.mmaparrays.hdf5.internal.filter;

import java.nio.ByteBuffer;
import java.util.zip.Inflater;

/** One filter of a pipeline, undone; for any number of threads at a time. */
public interface ChunkFilter {
  /** What {@link #encodedBytes} answers if it depends on the bytes. */
  int DEPENDS = -1;

  /** As people call it: {@code gzip}. */
  String label();

  /** How many bytes the filter makes of so many, or {@link #DEPENDS}. */
  int encodedBytes(int plainBytes);

  /** How many bytes the filter has made so many of; not called where {@link #encodedBytes} depends. */
  int plainBytes(int encodedBytes);

  /** Whether the plain bytes are a part of the encoded ones, and need no place of their own. */
  default boolean inPlace() {
    return false;
  }

  /** Whether the encoded bytes may be outside the heap; if not, they are in an array. */
  default boolean takesDirect() {
    return false;
  }

  /**
   * Undoes the filter.
   *
   * @param encoded all of what it made
   * @param plain takes what it made that of, from its start on; the array may be longer
   * @param plainBytes how much that is
   * @param inflater reset before use
   * @return the plain bytes
   * @throws ChunkFault if the bytes cannot have come from the filter, or from another number of bytes
   */
  ByteBuffer decode(ByteBuffer encoded, byte[] plain, int plainBytes, Inflater inflater) throws ChunkFault;
}
