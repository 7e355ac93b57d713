package org.mmaparrays.compute.internal.tiles;

import org.mmaparrays.ArrayData;
import org.mmaparrays.NdArray;
import org.mmaparrays.model.Primitive;

/** Elements of one array as float64 or float32, for functions of the caller. For one thread. */
public final class TileBuffers {
  /** Elements of a tile: as float64 half a first-level cache. */
  public static final int TILE = 1 << 12;

  private final Primitive primitive;
  private final Tile tile;
  private final double[] doubles = new double[TILE];
  private final float[] floats = new float[TILE];

  public TileBuffers(ArrayData array) {
    primitive = Tile.primitive(array);
    tile = new Tile(primitive, TILE);
  }

  public double[] doubles() {
    return doubles;
  }

  public float[] floats() {
    return floats;
  }

  /** Takes the elements of a view as float64; returns how many. */
  public int load(NdArray view) {
    int count = (int) view.shape().elementCount();
    tile.load(view);
    tile.read(0, count, doubles);
    return count;
  }

  /**
   * Takes the elements of a view as float32; returns how many.
   *
   * @throws IllegalArgumentException if the type has elements that are no float32
   */
  public int loadFloats(NdArray view) {
    view.copyWidenedTo(floats);
    return (int) view.shape().elementCount();
  }

  /** Replaces the elements of a view of float32 or float64. */
  public void store(double[] values, NdArray view) {
    tile.write(0, (int) view.shape().elementCount(), values);
    tile.store(view);
  }

  /** Replaces them from float32. */
  public void storeFloats(float[] values, NdArray view) {
    if (primitive == Primitive.FLOAT32) {
      view.copyFrom(values);
    } else {
      Conversions.floats(values, 0, (int) view.shape().elementCount(), doubles);
      view.copyFrom(doubles);
    }
  }
}
