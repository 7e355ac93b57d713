package org.mmaparrays.hdf5.internal.heap;

import java.io.IOException;
import org.mmaparrays.hdf5.internal.io.FieldReader;

/**
 * The table by which a fractal heap grows: rows of blocks, whose size doubles from each row to the next after the second. In
 * the later rows each block has such a table itself.
 *
 * @param width blocks of a row
 * @param firstBlockSize bytes of a block in the first two rows
 * @param mostDirect bytes of the largest block that has objects itself
 * @param offsetBits bits of an offset into the heap
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_infra_fractalheap">Level 1G, Fractal
 *     Heap, "The Doubling Table"</a>
 */
record DoublingTable(int width, long firstBlockSize, long mostDirect, int offsetBits) {
  /**
   * A block.
   *
   * @param offset of its first byte in the heap
   * @param size of the part of the heap that it covers; 0 for the table at the root
   */
  record Place(long address, long offset, long size) {}

  static DoublingTable read(FieldReader fields) throws IOException {
    DoublingTable table =
        new DoublingTable(fields.u16(), fields.length(), fields.length(), fields.u16());
    fields.skip(2);
    if (Integer.bitCount(table.width) != 1 || Long.bitCount(table.firstBlockSize) != 1
        || Long.bitCount(table.mostDirect) != 1 || table.mostDirect < table.firstBlockSize
        || table.mostDirect > 1L << 32 || table.offsetBits > Long.SIZE - 1
        || table.offsetBits < table.firstRowBits()) {
      throw fields.fault(
          "a fractal heap of rows of " + table.width + " blocks from " + table.firstBlockSize + " to "
              + table.mostDirect + " bytes, 2**" + table.offsetBits + " in all",
          "powers of two, each no more than the next");
    }
    return table;
  }

  /** Returns the bytes of an offset into the heap. */
  int offsetSize() {
    return (offsetBits + 7) / 8;
  }

  /** Returns the bytes of an object's length. */
  int lengthSize(long mostManaged) {
    return Math.min((log2(mostDirect) + 7) / 8, log2(Math.max(mostManaged, 1)) / 8 + 1);
  }

  /** Returns the number of rows that offsets reach. */
  int mostRows() {
    return offsetBits - firstRowBits() + 1;
  }

  /** Returns the number of rows of a block's table; 0 for a block that has objects itself. */
  int rowsOf(Place block) {
    return block.size <= mostDirect ? 0 : log2(block.size) - firstRowBits() + 1;
  }

  /** Returns the block of a table that has an offset. */
  Place find(FieldReader id, FieldReader addresses, long start, long offset, int rows) throws IOException {
    long inside = offset - start;
    int row = inside < firstBlockSize * width ? 0 : log2(inside) - firstRowBits() + 1;
    if (inside < 0 || row >= rows) {
      throw id.fault("an object at " + offset + " of a fractal heap",
          "an offset inside its " + rows + " rows");
    }
    long size = row == 0 ? firstBlockSize : firstBlockSize << (row - 1);
    long rowStart = row == 0 ? 0 : (firstBlockSize * width) << (row - 1);
    int column = (int) ((inside - rowStart) / size);
    FieldReader entry = addresses.again();
    long address = entry.skip((row * width + column) * entry.addressBytes()).address();
    if (address == FieldReader.UNDEFINED) {
      throw id.fault("an object at " + offset + " of a fractal heap, where it has no block",
          "one where it has");
    }
    return new Place(address, start + rowStart + column * size, size);
  }

  private int firstRowBits() {
    return log2(firstBlockSize) + log2(width);
  }

  private static int log2(long number) {
    return Long.SIZE - 1 - Long.numberOfLeadingZeros(number);
  }
}
