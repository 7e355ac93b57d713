package org.mmaparrays.compute;

import java.util.function.IntConsumer;
import org.mmaparrays.NdArray;
import org.mmaparrays.Primitive;

/**
 * Maps of the columns of an array, in place or into another array.
 *
 * <p>All methods throw {@link IllegalStateException} if an array is or gets closed, {@link
 * org.mmaparrays.ReadOnlyArrayException} if the target is read-only, {@link org.mmaparrays.StorageFaultException} if
 * storage fails, and {@link java.util.concurrent.CancellationException} if the calling thread is interrupted; in the last
 * three cases some elements of the target may have been replaced and others not.
 */
public final class Columns {
  private Columns() {}

  /**
   * Replaces each element x of column c by {@code (x - shift[c]) * scale[c]}, on all processors.
   *
   * @throws IllegalArgumentException as {@link #scale(NdArray, NdArray, double[], double[], Workers)}
   */
  public static void scale(NdArray array, double[] shift, double[] scale) {
    scale(array, array, shift, scale, Workers.available());
  }

  /**
   * Sets each element of the target to {@code (x - shift[c]) * scale[c]}, where x is the source's element at the same
   * index and c its column; computed as float64 and rounded once.
   *
   * <p>The target may be the source itself.
   *
   * @param source elements of any real type
   * @param target float32 or float64, of the same shape
   * @param shift one number for each column
   * @param scale one number for each column
   * @throws IllegalArgumentException if a type or a shape is another, {@code shift} or {@code scale} has another length,
   *     there are more than 4,194,304 columns, or source and target share memory without being the same view
   */
  public static void scale(NdArray source, NdArray target, double[] shift, double[] scale, Workers workers) {
    check(source, target);
    int columns = Grid.columns(target.shape());
    if (shift.length != columns || scale.length != columns) {
      throw new IllegalArgumentException(
          target + " has " + columns + " columns, but there are " + shift.length
              + " shifts and " + scale.length + " scales");
    }
    Overlap.refuse(source, target);
    if (target.shape().elementCount() == 0) {
      return;
    }
    boolean scalar = target.shape().rank() == 0;
    NdArray from = scalar ? source.reshape(1) : source;
    NdArray to = scalar ? target.reshape(1) : target;
    Grid grid = Grid.of(to);
    Crew crew = new Crew(workers);
    crew.run(grid.units(), () -> worker(from, to, shift, scale, grid, crew));
  }

  private static void check(NdArray source, NdArray target) {
    Primitive type = Tile.primitive(target);
    if (type != Primitive.FLOAT32 && type != Primitive.FLOAT64) {
      throw new IllegalArgumentException(
          target + ": scaled numbers are float32 or float64; scale into such an array");
    }
    if (Tile.primitive(source).isComplex()) {
      throw new IllegalArgumentException(source + ": complex numbers do not scale into " + target.dtype());
    }
    if (!source.shape().equals(target.shape())) {
      throw new IllegalArgumentException(source + " and " + target + " differ in shape");
    }
  }

  private static IntConsumer worker(NdArray source, NdArray target, double[] shift, double[] scale, Grid grid,
      Crew crew) {
    Strips from = grid.strips(source);
    Strips to = grid.strips(target);
    Tile in = new Tile(source, grid.tileElements());
    Tile out = Tile.primitive(source) == Tile.primitive(target) ? in : new Tile(target, grid.tileElements());
    Lanes lanes = new Lanes(shift, scale);
    return unit -> grid.visit(unit, (index, fromRow, toRow) -> {
      in.load(from.strip(index, fromRow, toRow).view());
      Strips.Strip strip = to.strip(index, fromRow, toRow);
      lanes.scale(in, out, (int) strip.firstColumn(), strip.width(), strip.elements());
      out.store(strip.view());
      crew.done(strip.elements());
    });
  }

  /** The affine map of a tile, a few rows at a time; lanes as in {@link TileMoments}. */
  private static final class Lanes {
    private final double[] shift;
    private final double[] scale;
    private final double[] row = new double[Grid.LANES];
    private final double[] shifts = new double[Grid.LANES];
    private final double[] scales = new double[Grid.LANES];

    Lanes(double[] shift, double[] scale) {
      this.shift = shift;
      this.scale = scale;
    }

    void scale(Tile in, Tile out, int firstColumn, int columns, int elements) {
      int lanes = columns * (Grid.LANES / columns);
      for (int lane = 0; lane < lanes; lane += columns) {
        System.arraycopy(shift, firstColumn, shifts, lane, columns);
        System.arraycopy(scale, firstColumn, scales, lane, columns);
      }
      for (int at = 0; at < elements; at += lanes) {
        int count = Math.min(lanes, elements - at);
        in.read(at, count, row);
        map(row, count, shifts, scales);
        out.write(at, count, row);
      }
    }

    private static void map(double[] row, int count, double[] shifts, double[] scales) {
      for (int i = 0; i < count; i++) {
        row[i] = (row[i] - shifts[i]) * scales[i];
      }
    }
  }
}
