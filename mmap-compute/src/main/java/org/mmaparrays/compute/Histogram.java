package org.mmaparrays.compute;

import java.util.Arrays;
import java.util.function.Function;
import org.mmaparrays.ArrayData;
import org.mmaparrays.Chunk;
import org.mmaparrays.compute.internal.loops.Lanes;
import org.mmaparrays.compute.internal.tiles.TileBuffers;
import org.mmaparrays.compute.internal.tiles.TileWalk;

/**
 * The numbers of elements of an array in bins of equal width. Immutable.
 *
 * <p>The same as NumPy's {@code histogram} of float64: each bin holds its lower edge and not its upper one, but the last holds both.
 * Elements below the first edge, elements above the last, and NaNs are counted apart. Elements are compared with
 * the edges as float64, also where NumPy rounds the edges of a float32 array to float32.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.histogram.html">numpy.histogram</a>
 */
public final class Histogram {
  private final double[] edges;
  private final long[] counts;

  private Histogram(double[] edges, long[] counts) {
    this.edges = edges;
    this.counts = counts;
  }

  /**
   * Counts the elements of an array, in one pass.
   *
   * @param array of any real type; 64-bit integers are rounded to float64
   * @param bins how many bins
   * @param from the lower edge of the first
   * @param to the upper edge of the last
   * @throws IllegalArgumentException if there are no bins or more than 4,194,304, {@code from} is not below {@code to}, one
   *     of them is not finite, or the array is complex
   * @throws IllegalStateException if the array is or gets closed
   * @throws org.mmaparrays.model.StorageFaultException if its storage fails
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   */
  public static Histogram of(ArrayData array, int bins, double from, double to, Workers workers) {
    Statistics.requireReal(array);
    if (bins < 1 || bins > Lanes.MAX_COLUMNS) {
      throw new IllegalArgumentException(bins + " bins; take between 1 and " + Lanes.MAX_COLUMNS);
    }
    if (!(from < to) || !Double.isFinite(to - from)) {
      throw new IllegalArgumentException("from " + from + " to " + to + " is not a range of finite numbers");
    }
    double[] edges = edges(bins, from, to);
    long[] counts = new long[bins + 3];
    if (array.shape().elementCount() > 0) {
      counts = workers.over(array).reduce(() -> counting(array, edges), Histogram::add);
    }
    return new Histogram(edges, counts);
  }

  private static double[] edges(int bins, double from, double to) {
    double step = (to - from) / bins;
    double[] edges = new double[bins + 1];
    Arrays.setAll(edges, i -> i * step + from);
    edges[bins] = to;
    return edges;
  }

  private static long[] add(long[] counts, long[] others) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += others[i];
    }
    return counts;
  }

  /** Returns the function that counts the elements of a chunk: those of each bin, then those below, those above, and NaNs. */
  private static Function<Chunk, long[]> counting(ArrayData array, double[] edges) {
    TileBuffers buffers = new TileBuffers(array);
    return chunk -> {
      long[] counts = new long[edges.length + 2];
      TileWalk.visit(TileBuffers.TILE,
          pieces -> count(buffers.doubles(), buffers.load(pieces[0]), edges, counts),
          chunk.view());
      return counts;
    };
  }

  private static void count(double[] tile, int count, double[] edges, long[] counts) {
    int bins = edges.length - 1;
    double from = edges[0];
    double to = edges[bins];
    double perWidth = bins / (to - from);
    for (int i = 0; i < count; i++) {
      double x = tile[i];
      if (x >= from && x <= to) {
        // The product may be off by rounding, and by much where bins are next to the smallest numbers; the edges decide.
        int bin = Math.min((int) ((x - from) * perWidth), bins - 1);
        while (x < edges[bin]) {
          bin--;
        }
        while (bin < bins - 1 && x >= edges[bin + 1]) {
          bin++;
        }
        counts[bin]++;
      } else {
        counts[x < from ? bins : x > to ? bins + 1 : bins + 2]++;
      }
    }
  }

  /** Returns the edges of the bins, one more than there are bins; a fresh array. */
  public double[] edges() {
    return edges.clone();
  }

  /** Returns how many elements are in each bin; a fresh array. */
  public long[] counts() {
    return Arrays.copyOf(counts, edges.length - 1);
  }

  /** Returns how many elements are less than the first edge. */
  public long below() {
    return counts[edges.length - 1];
  }

  /** Returns how many elements are greater than the last edge. */
  public long above() {
    return counts[edges.length];
  }

  /** Returns how many elements are NaNs. */
  public long nanCount() {
    return counts[edges.length + 1];
  }
}
