package org.mmaparrays.compute.internal.moments;

import java.util.Arrays;
import org.mmaparrays.compute.internal.loops.Order;
import org.mmaparrays.model.Primitive;

/**
 * Count, mean, sum of squared deviations and extremes of some lanes, which can be merged.
 *
 * <p>Sums of squares are never formed: for numbers far from zero their difference would cancel. Means are kept to twice
 * double precision while merging, so that their error does not grow with the number of parts.
 *
 * @see <a href="http://i.stanford.edu/pub/cstr/reports/cs/tr/79/773/CS-TR-79-773.pdf">Chan, Golub, LeVeque: Updating
 *     formulae and a pairwise algorithm for computing sample variances (1979)</a>
 */
public final class Moments {
  /** The counts of numbers, which are whole; as double, so that loops over lanes have one type. */
  final double[] counts;
  final long[] nans;
  final double[] means;
  /** The errors of the means by rounding, to be added. */
  final double[] rests;
  final double[] deviations;
  /** Extremes, as keys of {@link Order}. */
  final long[] mins;
  final long[] maxs;

  /**
   * True if some lanes may lack numbers, or have infinite ones, or so large ones that squares may overflow: then they merge
   * one by one, looking at each case.
   */
  private boolean irregular;

  public Moments(int lanes) {
    counts = new double[lanes];
    nans = new long[lanes];
    means = new double[lanes];
    rests = new double[lanes];
    deviations = new double[lanes];
    mins = new long[lanes];
    maxs = new long[lanes];
    Arrays.fill(mins, Long.MAX_VALUE);
    Arrays.fill(maxs, Long.MIN_VALUE);
  }

  public int lanes() {
    return counts.length;
  }

  /** Says that some lanes may lack numbers, or have infinite or very large ones. */
  void setIrregular() {
    irregular = true;
  }

  /** Empties all lanes. */
  void clear() {
    Arrays.fill(counts, 0);
    Arrays.fill(nans, 0);
    Arrays.fill(means, 0);
    Arrays.fill(rests, 0);
    Arrays.fill(deviations, 0);
    Arrays.fill(mins, Long.MAX_VALUE);
    Arrays.fill(maxs, Long.MIN_VALUE);
    irregular = false;
  }

  /** Merges all lanes of a later part of the same array. */
  public Moments merge(Moments other) {
    merge(other, lanes(), 0);
    return this;
  }

  /** Merges the first {@code width} lanes of a later part of the same array into those from {@code first} on. */
  void merge(Moments other, int width, int first) {
    irregular |= other.irregular;
    if (irregular) {
      for (int lane = 0; lane < width; lane++) {
        mergeLane(first + lane, other, lane);
      }
    } else if (counts[first] == 0) {
      System.arraycopy(other.counts, 0, counts, first, width);
      System.arraycopy(other.means, 0, means, first, width);
      System.arraycopy(other.rests, 0, rests, first, width);
      System.arraycopy(other.deviations, 0, deviations, first, width);
    } else {
      merge(first, width, counts, means, rests, deviations, other.counts, other.means, other.rests,
          other.deviations);
    }
    extend(first, width, mins, maxs, other.mins, other.maxs);
  }

  /** Merges lanes with finite numbers as {@link #mergeLane} does, without its questions. */
  private static void merge(int first, int width, double[] counts, double[] means, double[] rests,
      double[] deviations, double[] otherCounts, double[] otherMeans, double[] otherRests,
      double[] otherDeviations) {
    for (int i = 0; i < width; i++) {
      double before = counts[first + i];
      double total = before + otherCounts[i];
      double share = otherCounts[i] / Math.max(total, 1);
      double old = means[first + i];
      double delta = otherMeans[i] - old + (otherRests[i] - rests[first + i]);
      double step = delta * share;
      double sum = old + step;
      // The error of the sum by rounding, exactly (Knuth's TwoSum).
      double part = sum - old;
      rests[first + i] += old - (sum - part) + (step - part);
      means[first + i] = sum;
      deviations[first + i] += otherDeviations[i] + delta * delta * (before * share);
      counts[first + i] = total;
    }
  }

  private static void extend(int first, int width, long[] mins, long[] maxs, long[] otherMins,
      long[] otherMaxs) {
    for (int i = 0; i < width; i++) {
      mins[first + i] = Math.min(mins[first + i], otherMins[i]);
      maxs[first + i] = Math.max(maxs[first + i], otherMaxs[i]);
    }
  }

  /** Merges one lane but for its extremes, with numbers of any kind. */
  private void mergeLane(int lane, Moments other, int from) {
    nans[lane] += other.nans[from];
    double count = other.counts[from];
    if (count == 0) {
      return;
    }
    double before = counts[lane];
    double total = before + count;
    counts[lane] = total;
    if (before == 0) {
      means[lane] = other.means[from];
      rests[lane] = other.rests[from];
      deviations[lane] = other.deviations[from];
      return;
    }
    double old = means[lane];
    double mean = other.means[from];
    if (!Double.isFinite(old) || !Double.isFinite(mean)) {
      // Differences of infinities are no numbers, but the mean of equal infinities is.
      means[lane] = old + mean;
      rests[lane] = 0;
      deviations[lane] = Double.NaN;
      return;
    }
    double share = count / total;
    double delta = mean - old + (other.rests[from] - rests[lane]);
    if (!Double.isFinite(delta)) {
      // Both are finite, and too far apart for their difference; its square is out of range all the more.
      means[lane] = old * (before / total) + mean * share;
      rests[lane] = 0;
      deviations[lane] = Double.POSITIVE_INFINITY;
      return;
    }
    double step = delta * share;
    double sum = old + step;
    double part = sum - old;
    rests[lane] += old - (sum - part) + (step - part);
    means[lane] = sum;
    deviations[lane] += other.deviations[from] + delta * delta * (before * share);
  }

  /** Returns one lane for each column: all its lanes, merged in their order. */
  public Moments perColumn(int columns) {
    Moments merged = new Moments(columns);
    for (int lane = 0; lane < lanes(); lane++) {
      int column = lane % columns;
      merged.mergeLane(column, this, lane);
      merged.mins[column] = Math.min(merged.mins[column], mins[lane]);
      merged.maxs[column] = Math.max(merged.maxs[column], maxs[lane]);
    }
    return merged;
  }

  /** Takes over the only lane of others. */
  void set(int lane, Moments only) {
    mergeLane(lane, only, 0);
    mins[lane] = only.mins[0];
    maxs[lane] = only.maxs[0];
  }

  public double mean(int lane) {
    return counts[lane] == 0 ? Double.NaN : means[lane] + rests[lane];
  }

  public double std(int lane) {
    return counts[lane] == 0 ? Double.NaN : Math.sqrt(deviations[lane] / counts[lane]);
  }

  /** Returns how many numbers a lane has. */
  public long count(int lane) {
    return (long) counts[lane];
  }

  /** Returns how many NaNs a lane has. */
  public long nanCount(int lane) {
    return nans[lane];
  }

  /** Returns the smallest number of a lane; NaN if it has none. */
  public Number min(int lane, Primitive primitive) {
    return counts[lane] == 0 ? Double.NaN : Order.number(primitive, mins[lane]);
  }

  /** Returns the largest number of a lane; NaN if it has none. */
  public Number max(int lane, Primitive primitive) {
    return counts[lane] == 0 ? Double.NaN : Order.number(primitive, maxs[lane]);
  }
}
