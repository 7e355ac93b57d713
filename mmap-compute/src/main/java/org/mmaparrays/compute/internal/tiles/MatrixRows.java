package org.mmaparrays.compute.internal.tiles;

import org.mmaparrays.ArrayData;
import org.mmaparrays.NdArray;
import org.mmaparrays.compute.internal.loops.DotLoops;
import org.mmaparrays.compute.internal.loops.KernelSelector;
import org.mmaparrays.compute.internal.loops.PortableDots;
import org.mmaparrays.compute.internal.loops.Rows;

/** Products of the rows of views and vectors. For one thread, which owns its buffers. */
public final class MatrixRows {
  private static final KernelSelector<DotLoops> FLOATS = KernelSelector.ofDots(false, MatrixRows::rehearsal);
  private static final KernelSelector<DotLoops> DOUBLES = KernelSelector.ofDots(true, MatrixRows::rehearsal);

  /** Elements that several vectors are multiplied with while they are in a cache. */
  private static final int BLOCK = 1 << 16;

  private final int columns;
  private final ElementSource feed;
  private final KernelSelector<DotLoops> choice;
  private final DotLoops portable = new PortableDots();

  public MatrixRows(ArrayData array, int columns) {
    this.columns = columns;
    this.feed = new ElementSource(array);
    this.choice = feed.givesDoubles() ? DOUBLES : FLOATS;
  }

  /** Sets entries of the result, from one on, to the products of the rows of a view and a vector. */
  public void times(NdArray view, double[] vector, double[] result, int first) {
    times(view, new double[][] {vector}, new double[][] {result}, first);
  }

  /** Does the same with several vectors and results. */
  public void times(NdArray view, double[][] vectors, double[][] results, int first) {
    choice.count(view);
    int perBlock = Math.max(1, BLOCK / columns);
    int[] next = {first};
    feed.give(view, columns, (memory, elements, tile) -> {
      int rows = (int) (elements / columns);
      Rows all = Rows.dense(memory, feed.givesDoubles(), 0, rows, columns);
      for (int row = 0; row < rows; row += perBlock) {
        Rows block = all.rows(row, Math.min(rows, row + perBlock));
        for (int i = 0; i < vectors.length; i++) {
          choice.loops(portable).times(block, vectors[i], results[i], next[0] + row);
        }
      }
      next[0] += rows;
    });
  }

  private static Runnable rehearsal(Rows rows, DotLoops loops) {
    double[] vector = new double[rows.width()];
    double[] result = new double[rows.count()];
    return () -> loops.times(rows, vector, result, 0);
  }
}
