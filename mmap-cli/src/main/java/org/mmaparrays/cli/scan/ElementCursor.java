package org.mmaparrays.cli.scan;

import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.Shape;

/** Reads the elements of some rows one after the other in row-major order, in constant memory. */
public final class ElementCursor {
  private final StoredArray array;
  private final long firstRow;
  private final Shape shape;
  private final Tiling tiles;
  private final TileBuffer buffer;
  private NdArray loaded;
  private long nextTile;
  private long nextElement;

  /**
   * Starts before the first element.
   *
   * @param rows a range of the first axis, or all
   */
  public ElementCursor(StoredArray array, Region rows) {
    ArraySpec spec = array.spec();
    long[] dims = spec.shape().dims();
    if (rows.rank() > 0) {
      dims[0] = rows.stop(0) - rows.start(0);
    }
    this.array = array;
    this.firstRow = rows.rank() > 0 ? rows.start(0) : 0;
    this.shape = Shape.of(dims);
    this.tiles = Tiling.rowMajor(shape, spec.dtype().byteSize());
    this.buffer = new TileBuffer(spec.dtype(), tiles.largest());
    this.loaded = shape.elementCount() == 0 ? NdArray.allocate(ArraySpec.of(spec.dtype(), shape)) : load();
  }

  /** Returns the shape of the rows. */
  public Shape shape() {
    return shape;
  }

  /** Returns the next element, as {@link NdArray#getValue} gives it. */
  public Object next() {
    if (nextElement == loaded.shape().elementCount()) {
      loaded = load();
      nextElement = 0;
    }
    return loaded.getValue(nextElement++);
  }

  private NdArray load() {
    Region tile = Boxes.shifted(tiles.tile(nextTile++), firstRow);
    return buffer.loadFlat(array.info().mapped() ? array.view().region(tile) : array.loadRegion(tile));
  }
}
