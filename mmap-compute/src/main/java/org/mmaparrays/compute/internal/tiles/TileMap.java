package org.mmaparrays.compute.internal.tiles;

import java.util.function.ObjIntConsumer;
import org.mmaparrays.NdArray;
import org.mmaparrays.compute.internal.loops.Lanes;
import org.mmaparrays.model.Primitive;

/** Maps views of any type and layout, converted tile by tile to float64. For one thread, which owns its buffers. */
final class TileMap {
  /** Elements of a tile: with its float64, it fits a second-level cache. */
  private static final int TILE = 1 << 14;

  private final Primitive source;
  private final Primitive target;
  private final Lanes lanes;
  private final int capacity;
  private Tile in;
  private Tile out;
  private final double[] row;

  /** A map of elements that are dealt to lanes. */
  TileMap(Primitive source, Primitive target, Lanes lanes) {
    this.source = source;
    this.target = target;
    this.lanes = lanes;
    this.capacity = Math.max(TILE, lanes.columns());
    this.in = new Tile(source, 0);
    this.out = new Tile(target, 0);
    this.row = new double[lanes.count()];
  }

  /**
   * Sets each element of the target to the source's, after an action has changed it.
   *
   * @param action is given elements of the lanes from the first on, and how many
   */
  void map(NdArray from, NdArray to, ObjIntConsumer<double[]> action) {
    if (in.capacity() == 0) {
      in = new Tile(source, capacity);
      out = source == target ? in : new Tile(target, capacity);
    }
    if (from.shape().rank() == 0) {
      mapTile(from, to, action);
      return;
    }
    long rows = from.shape().dim(0);
    long step = capacity / lanes.columns();
    for (long row = 0; row < rows; row += step) {
      long end = Math.min(rows, row + step);
      mapTile(from.rows(row, end), to.rows(row, end), action);
    }
  }

  private void mapTile(NdArray from, NdArray to, ObjIntConsumer<double[]> action) {
    in.load(from);
    int elements = (int) from.shape().elementCount();
    for (int at = 0; at < elements; at += row.length) {
      int count = Math.min(row.length, elements - at);
      in.read(at, count, row);
      action.accept(row, count);
      out.write(at, count, row);
    }
    out.store(to);
  }
}
