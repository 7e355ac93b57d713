package org.mmaparrays.compute;

import org.mmaparrays.NdArray;
import org.mmaparrays.Shape;

/**
 * An array cut into units of work: blocks of rows times groups of strips, which one thread walks tile by tile.
 *
 * <p>The cut follows from shape and strides alone, never from the number of threads, and so do all sums that are built
 * on it. Tiles follow each other as the elements lie in storage: a unit of a row-major array goes from rows to rows, of
 * a column-major array from column to column.
 */
final class Grid {
  /** Elements of a tile: with the few rows of numbers that a kernel keeps besides, it fits a second-level cache. */
  static final int TILE = 1 << 14;

  /** Columns of a strip where rows are contiguous: 1 KiB of float32, long enough for fast copies and vector loops. */
  static final int LANES = 256;

  /** Units in all, if there is work for so many: enough to share out evenly, few enough that merging costs nothing. */
  private static final int UNITS = 64;

  /** The most columns whose results are kept: some hundred bytes of heap each. */
  static final int MAX_COLUMNS = 1 << 22;

  private final int maxWidth;
  private final Strips strips;
  private final boolean columnMajor;
  private final long rows;
  private final int rowsPerTile;
  private final int rowBlocks;
  private final int groups;

  /** Receives the tiles of a unit: some rows of one strip. */
  interface TileVisitor {
    void visit(long strip, long fromRow, long toRow);
  }

  private Grid(NdArray array, long columns) {
    this.rows = array.shape().dim(0);
    this.columnMajor = isColumnMajor(array);
    // A column that is contiguous is a strip of its own, unless it is too short to be worth one.
    this.maxWidth = columnMajor ? Math.clamp(4096 / rows, 1, LANES) : LANES;
    this.strips = strips(array);
    this.rowsPerTile = (int) Math.clamp(TILE / strips.width(), 1, Math.max(rows, 1));
    long tilesDown = Math.ceilDiv(rows, rowsPerTile);
    // Each block of rows keeps its results for every column: with very many columns one block must do.
    long down = Math.clamp((1 << 20) / Math.max(columns, 1), 1, Math.clamp(tilesDown, 1, UNITS));
    long across = Math.min(strips.count(), UNITS);
    this.groups = (int) (columnMajor ? across : Math.min(across, Math.ceilDiv(UNITS, down)));
    this.rowBlocks = (int) (columnMajor ? Math.min(down, Math.ceilDiv(UNITS, across)) : down);
  }

  /** The grid of an array of one axis or more that is not empty. */
  static Grid of(NdArray array) {
    return of(array, columns(array.shape()));
  }

  /** The grid of an array whose columns are all one to the kernel. */
  static Grid ofOneColumn(NdArray array) {
    return of(array, 1);
  }

  private static Grid of(NdArray array, long columns) {
    return new Grid(array, columns);
  }

  /**
   * The columns of a shape.
   *
   * @throws IllegalArgumentException if they are more than {@link #MAX_COLUMNS}
   */
  static int columns(Shape shape) {
    long columns = 1;
    for (int axis = 1; axis < shape.rank(); axis++) {
      // No overflow: a shape's product of all lengths that are not zero fits a long.
      columns *= shape.dim(axis);
    }
    if (columns > MAX_COLUMNS) {
      throw new IllegalArgumentException("shape " + shape + " has " + columns + " columns, more than "
          + MAX_COLUMNS + "; take a slice of the trailing axes, or transpose if the rows are meant");
    }
    return (int) columns;
  }

  private static boolean isColumnMajor(NdArray array) {
    long[] strides = array.strides();
    for (int axis = 1; axis < strides.length; axis++) {
      if (array.shape().dim(axis) > 1 && Math.abs(strides[axis]) < Math.abs(strides[0])) {
        return false;
      }
    }
    return strides.length > 1;
  }

  /** How many units there are. */
  int units() {
    return rowBlocks * groups;
  }

  /** The most elements of a tile. */
  int tileElements() {
    return rowsPerTile * strips.width();
  }

  /** The strips of this grid in an array of the same shape. */
  Strips strips(NdArray other) {
    return new Strips(other, maxWidth);
  }

  /** The block of rows, counted from 0, that a unit belongs to. */
  int rowBlock(int unit) {
    return unit / groups;
  }

  /** How many blocks of rows there are. */
  int rowBlocks() {
    return rowBlocks;
  }

  /** Visits all tiles of a unit, in the order of storage. */
  void visit(int unit, TileVisitor visitor) {
    long fromStrip = share(strips.count(), groups, unit % groups);
    long toStrip = share(strips.count(), groups, unit % groups + 1);
    long tilesDown = Math.ceilDiv(rows, rowsPerTile);
    long fromRow = share(tilesDown, rowBlocks, rowBlock(unit)) * rowsPerTile;
    long toRow = Math.min(rows, share(tilesDown, rowBlocks, rowBlock(unit) + 1) * rowsPerTile);
    if (columnMajor) {
      for (long strip = fromStrip; strip < toStrip; strip++) {
        for (long row = fromRow; row < toRow; row += rowsPerTile) {
          visit(strip, row, toRow, visitor);
        }
      }
    } else {
      for (long row = fromRow; row < toRow; row += rowsPerTile) {
        for (long strip = fromStrip; strip < toStrip; strip++) {
          visit(strip, row, toRow, visitor);
        }
      }
    }
  }

  private void visit(long strip, long row, long toRow, TileVisitor visitor) {
    visitor.visit(strip, row, Math.min(row + rowsPerTile, toRow));
  }

  /** The start of the k-th of {@code parts} nearly equal shares. */
  private static long share(long total, int parts, int k) {
    return total / parts * k + Math.min(total % parts, k);
  }
}
