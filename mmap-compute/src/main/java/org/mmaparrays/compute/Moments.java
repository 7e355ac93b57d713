package org.mmaparrays.compute;

import java.math.BigInteger;
import java.util.Arrays;
import org.mmaparrays.Primitive;

/**
 * Count, mean, sum of squared deviations and extremes of some columns, which can be merged.
 *
 * <p>Sums of squares are never formed: for numbers far from zero their difference would cancel. Means are kept to twice
 * double precision while merging, so that their error does not grow with the number of parts.
 *
 * @see <a href="http://i.stanford.edu/pub/cstr/reports/cs/tr/79/773/CS-TR-79-773.pdf">Chan, Golub, LeVeque: Updating
 *     formulae and a pairwise algorithm for computing sample variances (1979)</a>
 */
final class Moments {
  private final Primitive primitive;
  private final long[] counts;
  private final long[] nans;
  private final double[] means;
  /** What the means lack for having been rounded. */
  private final double[] meanRests;
  private final double[] deviations;
  private final double[] mins;
  private final double[] maxs;
  /** Extremes of 64-bit integers, ordered as signed; empty for other types. */
  private final long[] longMins;
  private final long[] longMaxs;

  Moments(Primitive primitive, int columns) {
    this.primitive = primitive;
    counts = new long[columns];
    nans = new long[columns];
    means = new double[columns];
    meanRests = new double[columns];
    deviations = new double[columns];
    mins = new double[columns];
    maxs = new double[columns];
    longMins = new long[Tile.isLong(primitive) ? columns : 0];
    longMaxs = new long[longMins.length];
    Arrays.fill(mins, Double.POSITIVE_INFINITY);
    Arrays.fill(maxs, Double.NEGATIVE_INFINITY);
    Arrays.fill(longMins, Long.MAX_VALUE);
    Arrays.fill(longMaxs, Long.MIN_VALUE);
  }

  int columns() {
    return counts.length;
  }

  /** Merges the extremes of further numbers of a column. */
  void addExtremes(int column, double min, double max) {
    mins[column] = Math.min(mins[column], min);
    maxs[column] = Math.max(maxs[column], max);
  }

  /** Merges the extremes of further 64-bit integers of a column, ordered as signed. */
  void addExtremes(int column, long min, long max) {
    longMins[column] = Math.min(longMins[column], min);
    longMaxs[column] = Math.max(longMaxs[column], max);
  }

  /**
   * Merges further elements of a column: numbers with their mean, what the mean lacks for having been rounded, and their
   * sum of squared deviations; and not-a-numbers.
   */
  void add(int column, long count, long nanCount, double mean, double meanRest, double deviation) {
    nans[column] += nanCount;
    if (count == 0) {
      return;
    }
    long before = counts[column];
    long total = before + count;
    counts[column] = total;
    if (before == 0) {
      means[column] = mean;
      meanRests[column] = meanRest;
      deviations[column] = deviation;
      return;
    }
    double old = means[column];
    if (Double.isInfinite(old) || Double.isInfinite(mean)) {
      // Differences of infinities are no numbers, but the mean of equal infinities is.
      means[column] = old + mean;
      meanRests[column] = 0;
      deviations[column] = Double.NaN;
      return;
    }
    double share = (double) count / total;
    double delta = mean - old + (meanRest - meanRests[column]);
    double step = delta * share;
    double sum = old + step;
    // What the sum lost by rounding, exactly (Knuth's TwoSum).
    double part = sum - old;
    meanRests[column] += old - (sum - part) + (step - part);
    means[column] = sum;
    deviations[column] += deviation + delta * delta * (before * share);
  }

  /** Merges all columns of another part of the same array. */
  void merge(Moments other) {
    for (int column = 0; column < counts.length; column++) {
      add(column, other.counts[column], other.nans[column], other.means[column], other.meanRests[column],
          other.deviations[column]);
      addExtremes(column, other.mins[column], other.maxs[column]);
      if (longMins.length > 0) {
        addExtremes(column, other.longMins[column], other.longMaxs[column]);
      }
    }
  }

  double mean(int column) {
    return counts[column] == 0 ? Double.NaN : means[column] + meanRests[column];
  }

  double std(int column) {
    return counts[column] == 0 ? Double.NaN : Math.sqrt(deviations[column] / counts[column]);
  }

  Summary summary(int column) {
    return new Summary(counts[column], nans[column], extreme(column, mins, longMins),
        extreme(column, maxs, longMaxs),
        mean(column), std(column));
  }

  private Number extreme(int column, double[] doubles, long[] longs) {
    if (counts[column] == 0) {
      return Double.NaN;
    }
    return switch (primitive) {
      case FLOAT64 -> doubles[column];
      case FLOAT16, FLOAT32 -> (float) doubles[column];
      case INT64 -> longs[column];
      case UINT64 -> new BigInteger(Long.toUnsignedString(longs[column] ^ Long.MIN_VALUE));
      default -> (long) doubles[column];
    };
  }
}
