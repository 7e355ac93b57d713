package org.mmaparrays.spi;

import java.util.List;

/**
 * The files of a new array, before any element is set; the API writes, forces and publishes them for a store.
 *
 * <p>Bytes of the data file that no piece covers read as zero.
 *
 * @param fileLength the length of the data file in bytes, elements included
 * @param pieces the bytes of the data file that are not elements, such as its header
 * @param companions further small files that the format keeps beside the data file
 */
public record Allocation(long fileLength, List<Piece> pieces, List<Companion> companions) {
  /** Copies the lists. */
  public Allocation {
    pieces = List.copyOf(pieces);
    companions = List.copyOf(companions);
  }

  /** Returns a file of a header that is followed by the elements. */
  public static Allocation headed(byte[] header, long byteLength) {
    if (byteLength > Long.MAX_VALUE - header.length) {
      throw new IllegalArgumentException(
          byteLength + " bytes of elements and a header are more than a file can have");
    }
    return new Allocation(header.length + byteLength, List.of(new Piece(0, header)), List.of());
  }

  /**
   * Bytes at a position of the data file.
   *
   * @param position the byte offset
   * @param bytes the bytes that are written there
   */
  @SuppressWarnings("ArrayRecordComponent") // carried from a store to the writer once, never compared
  public record Piece(long position, byte[] bytes) {}

  /**
   * A file that describes the data file, in the same folder.
   *
   * @param name its name, one of those that {@link ArrayStore#companions} gives for the data file
   * @param content its bytes, 8 MiB at most
   */
  @SuppressWarnings("ArrayRecordComponent") // carried from a store to the writer once, never compared
  public record Companion(String name, byte[] content) {}
}
