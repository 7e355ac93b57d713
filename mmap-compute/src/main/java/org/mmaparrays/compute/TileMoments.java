package org.mmaparrays.compute;

import java.util.Arrays;

/**
 * Adds tiles to moments, in two passes over each tile while it is in the cache: the mean, then deviations from it.
 *
 * <p>A tile is read in steps of a few hundred lanes, a lane being one column in every k-th row; each step updates all
 * lanes side by side. The second pass corrects the mean by the sum of the deviations, which would be zero but for
 * rounding.
 *
 * @see <a href="https://doi.org/10.1080/00031305.1983.10483115">Chan, Golub, LeVeque: Algorithms for computing the
 *     sample variance (1983), the corrected two-pass algorithm</a>
 */
final class TileMoments {
  private final Tile tile;
  private final boolean ordered;
  private final double[] row = new double[Grid.LANES];
  private final long[] longRow = new long[Grid.LANES];
  private final double[] sums = new double[Grid.LANES];
  private final double[] squares = new double[Grid.LANES];
  private final double[] shifts = new double[Grid.LANES];
  private final double[] mins = new double[Grid.LANES];
  private final double[] maxs = new double[Grid.LANES];
  private final long[] longMins = new long[Grid.LANES];
  private final long[] longMaxs = new long[Grid.LANES];
  private final long[] nans = new long[Grid.LANES];
  private final double[] columnMeans = new double[Grid.LANES];
  private final long[] columnNans = new long[Grid.LANES];

  /** @param ordered whether the elements are 64-bit integers, whose extremes are no doubles */
  TileMoments(Tile tile, boolean ordered) {
    this.tile = tile;
    this.ordered = ordered;
  }

  /** Adds the first elements of the tile, which has rows of {@code columns} columns, to those from a first column on. */
  void addTo(Moments moments, int firstColumn, int columns, int elements) {
    int lanes = columns * (Grid.LANES / columns);
    boolean clean = firstPass(elements, lanes);
    for (int c = 0; c < columns; c++) {
      columnNans[c] = 0;
      for (int lane = c; lane < lanes; lane += columns) {
        columnNans[c] += nans[lane];
        if (!ordered) {
          moments.addExtremes(firstColumn + c, mins[lane], maxs[lane]);
        }
      }
      columnMeans[c] = total(sums, c, columns, lanes) / (elements / columns - columnNans[c]);
      for (int lane = c; lane < lanes; lane += columns) {
        shifts[lane] = columnMeans[c];
      }
    }
    secondPass(elements, lanes, clean);
    for (int c = 0; c < columns; c++) {
      long count = elements / columns - columnNans[c];
      double rest = total(sums, c, columns, lanes);
      // An infinite mean cannot be corrected, and leaves deviations that are no numbers.
      boolean finite = Double.isFinite(columnMeans[c]);
      double meanRest = finite ? rest / count : 0;
      double deviation =
          finite ? Math.max(0, total(squares, c, columns, lanes) - rest * (rest / count)) : Double.NaN;
      moments.add(firstColumn + c, count, columnNans[c], columnMeans[c], meanRest, deviation);
    }
    if (ordered) {
      addOrderedExtremes(moments, firstColumn, columns, elements, lanes);
    }
  }

  private static double total(double[] values, int from, int step, int to) {
    double total = 0;
    for (int lane = from; lane < to; lane += step) {
      total += values[lane];
    }
    return total;
  }

  /** Sums and extremes of all lanes; false if there were not-a-numbers, which are then counted and left out. */
  private boolean firstPass(int elements, int lanes) {
    clearFirstPass();
    for (int at = 0; at < elements; at += lanes) {
      int count = Math.min(lanes, elements - at);
      tile.read(at, count, row);
      add(row, count, sums);
      if (!ordered) {
        extend(row, count, mins, maxs);
      }
    }
    if (!Double.isNaN(total(sums, 0, 1, lanes))) {
      return true;
    }
    clearFirstPass();
    for (int at = 0; at < elements; at += lanes) {
      int count = Math.min(lanes, elements - at);
      tile.read(at, count, row);
      addNumbers(count);
    }
    return false;
  }

  private void clearFirstPass() {
    Arrays.fill(sums, 0);
    Arrays.fill(nans, 0);
    Arrays.fill(mins, Double.POSITIVE_INFINITY);
    Arrays.fill(maxs, Double.NEGATIVE_INFINITY);
  }

  /** Sums of deviations from the shifts, and of their squares. */
  private void secondPass(int elements, int lanes, boolean clean) {
    Arrays.fill(sums, 0);
    Arrays.fill(squares, 0);
    for (int at = 0; at < elements; at += lanes) {
      int count = Math.min(lanes, elements - at);
      tile.read(at, count, row);
      if (!clean) {
        shiftNaNs(count);
      }
      addDeviations(row, count, shifts, sums, squares);
    }
  }

  // The loops are static methods over local arrays that all start at the same index: C2 then makes them vector loops.

  private static void add(double[] row, int count, double[] sums) {
    for (int i = 0; i < count; i++) {
      sums[i] += row[i];
    }
  }

  private static void extend(double[] row, int count, double[] mins, double[] maxs) {
    for (int i = 0; i < count; i++) {
      mins[i] = Math.min(mins[i], row[i]);
      maxs[i] = Math.max(maxs[i], row[i]);
    }
  }

  private static void addDeviations(double[] row, int count, double[] shifts, double[] sums,
      double[] squares) {
    for (int i = 0; i < count; i++) {
      double deviation = row[i] - shifts[i];
      sums[i] += deviation;
      squares[i] += deviation * deviation;
    }
  }

  private void addNumbers(int count) {
    for (int i = 0; i < count; i++) {
      double value = row[i];
      if (Double.isNaN(value)) {
        nans[i]++;
      } else {
        sums[i] += value;
        mins[i] = Math.min(mins[i], value);
        maxs[i] = Math.max(maxs[i], value);
      }
    }
  }

  private void shiftNaNs(int count) {
    for (int i = 0; i < count; i++) {
      row[i] = Double.isNaN(row[i]) ? shifts[i] : row[i];
    }
  }

  private void addOrderedExtremes(Moments moments, int firstColumn, int columns, int elements, int lanes) {
    Arrays.fill(longMins, Long.MAX_VALUE);
    Arrays.fill(longMaxs, Long.MIN_VALUE);
    for (int at = 0; at < elements; at += lanes) {
      int count = Math.min(lanes, elements - at);
      tile.readOrdered(at, count, longRow);
      for (int i = 0; i < count; i++) {
        longMins[i] = Math.min(longMins[i], longRow[i]);
        longMaxs[i] = Math.max(longMaxs[i], longRow[i]);
      }
    }
    for (int lane = 0; lane < lanes; lane++) {
      moments.addExtremes(firstColumn + lane % columns, longMins[lane], longMaxs[lane]);
    }
  }
}
