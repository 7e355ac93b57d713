package org.mmaparrays.cli;

import org.mmaparrays.NdArray;

/** Reads the elements of a view one after the other in row-major order, in constant memory. */
final class ElementCursor {
  private final NdArray view;
  private final Tiling tiles;
  private final TileBuffer buffer;
  private NdArray loaded;
  private long nextTile;
  private long nextElement;

  ElementCursor(NdArray view) {
    this.view = view;
    this.tiles = Tiling.rowMajor(view.shape(), view.dtype().byteSize());
    this.buffer = new TileBuffer(view.dtype(), tiles.largest());
    this.loaded =
        view.shape().elementCount() == 0 ? view : buffer.loadFlat(view.region(tiles.tile(nextTile++)));
  }

  /** The next element, as {@link NdArray#getValue} gives it. */
  Object next() {
    if (nextElement == loaded.shape().elementCount()) {
      loaded = buffer.loadFlat(view.region(tiles.tile(nextTile++)));
      nextElement = 0;
    }
    return loaded.getValue(nextElement++);
  }
}
