package org.mmaparrays.spi;

import java.util.List;

/**
 * A new array in an existing file, before any element is set; the API writes, forces and publishes it for a store.
 *
 * <p>The new bytes go behind the part in use; one write of a few bytes then makes them part of the file. Until that write is
 * complete the file holds its old arrays.
 *
 * @param inUse the end of the part of the file in use; bytes behind it may be cut off, and read as zero
 *     afterwards where no piece covers it
 * @param fileLength the length of the file in bytes with the new array
 * @param pieces the bytes behind {@code inUse} that are not elements, such as headers
 * @param commit the bytes that are written last, in place of as many bytes that are there: no more than a disk writes whole or not at
 *     all, which is 512 bytes from a multiple of 512 on
 * @param storage where the elements of the new array are
 * @param replaces whether there is an array of that name, which loses it; readers that have it open keep it
 */
public record Extension(long inUse, long fileLength, List<Allocation.Piece> pieces, Allocation.Piece commit,
    Storage.Contiguous storage, boolean replaces) {
  private static final int SECTOR = 512;

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if bytes in use would be written before the commit, or that could be cut in two
   */
  public Extension {
    pieces = List.copyOf(pieces);
    for (Allocation.Piece piece : pieces) {
      if (piece.position() < inUse || piece.bytes().length > fileLength - piece.position()) {
        throw new IllegalArgumentException(piece.bytes().length + " bytes at " + piece.position()
            + " are not between " + inUse + " and " + fileLength);
      }
    }
    if (storage.offset() < inUse || commit.bytes().length == 0
        || commit.position() / SECTOR != (commit.position() + commit.bytes().length - 1) / SECTOR) {
      throw new IllegalArgumentException(
          "elements at " + storage.offset() + ", commit of " + commit.bytes().length + " bytes at "
              + commit.position());
    }
  }
}
