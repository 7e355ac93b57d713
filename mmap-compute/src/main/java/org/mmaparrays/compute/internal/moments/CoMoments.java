package org.mmaparrays.compute.internal.moments;

import org.mmaparrays.ArrayData;
import org.mmaparrays.NdArray;
import org.mmaparrays.compute.internal.loops.Rows;
import org.mmaparrays.compute.internal.tiles.ElementSource;

/** Sums of products of deviations, for each pair of columns. For one thread, which owns its buffers. */
public final class CoMoments {
  private final int columns;
  private final double[] means;
  private final ElementSource feed;
  private final double[] row;

  public CoMoments(ArrayData array, double[] means) {
    this.columns = means.length;
    this.means = means;
    this.feed = new ElementSource(array);
    this.row = new double[columns];
  }

  /** Returns the sums of some rows: entry [a][b] is that of columns a and b, for b from a on; 0 below. */
  public double[][] of(NdArray view) {
    double[][] sums = new double[columns][columns];
    feed.give(view, columns, (memory, elements, tile) -> {
      int rows = (int) (elements / columns);
      Rows all = Rows.dense(memory, feed.givesDoubles(), 0, rows, columns);
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          row[c] = all.get(r, c) - means[c];
        }
        for (int a = 0; a < columns; a++) {
          addProducts(row[a], row, sums[a], a, columns);
        }
      }
    });
    return sums;
  }

  private static void addProducts(double factor, double[] row, double[] sums, int from, int to) {
    for (int b = from; b < to; b++) {
      sums[b] += factor * row[b];
    }
  }

  public static double[][] merge(double[][] sums, double[][] others) {
    for (int a = 0; a < sums.length; a++) {
      for (int b = a; b < sums.length; b++) {
        sums[a][b] += others[a][b];
      }
    }
    return sums;
  }
}
