package org.mmaparrays.compute.internal.moments;

import java.util.Arrays;
import org.mmaparrays.compute.internal.loops.Lanes;
import org.mmaparrays.compute.internal.loops.Loops;
import org.mmaparrays.compute.internal.loops.Order;
import org.mmaparrays.compute.internal.loops.Rows;

/**
 * The moments of blocks of rows, each read once.
 *
 * <p>Deviations are from the block's first row, not from its mean, which is not known yet. The error by that is bounded: the
 * first number is one of the n of its lane, so its distance from their mean is at most the square root of n - 1 times their
 * standard deviation (Samuelson's inequality), and the sum of squares that is corrected at most n times what is left. Where
 * it is more than 64 times that, the first number is an outlier, six of the 53 bits are lost, and the lane is read again.
 *
 * <p>For one thread, which owns its buffers.
 */
final class BlockMoments {
  /** Rows of a block: enough for the merging of blocks to cost little, few enough for the bound above. */
  static final int ROWS = 512;

  /** The largest ratio of a sum of squares to the result; above it, the lane is read again. */
  private static final double MOST_CORRECTED = 64;

  /** Numbers below have differences whose squares, times any count, are finite. */
  private static final double MODEST = 0x1p400;

  /** Rows whose extremes are sought while they are in the first-level cache. */
  private static final int SUBBLOCK = 8;

  private final boolean doubles;
  private final boolean ordered;
  private final Moments block = new Moments(Lanes.WIDTH);
  private final double[] lanes = new double[Loops.SIZE];
  private final int[] intExtremes = new int[Loops.EXTREMES];
  private final long[] longExtremes = new long[Loops.EXTREMES];

  /**
   * Moments of blocks.
   *
   * @param doubles whether the numbers are float64
   * @param ordered whether extremes are found; those of 64-bit integers are not found here, since they are no float64
   */
  BlockMoments(boolean doubles, boolean ordered) {
    this.doubles = doubles;
    this.ordered = ordered;
  }

  /** Adds a block of at most {@link #ROWS} rows to the lanes from {@code first} on. */
  void addTo(Moments moments, Rows rows, int first, Loops loops) {
    clear();
    for (int i = 0; i < rows.width(); i++) {
      lanes[Loops.SHIFTS + i] = rows.get(0, i);
    }
    for (int row = 0; row < rows.count(); row += SUBBLOCK) {
      Rows some = rows.rows(row, Math.min(rows.count(), row + SUBBLOCK));
      loops.addDeviations(some, lanes);
      if (ordered && doubles) {
        loops.extend(some, longExtremes);
      } else if (ordered) {
        loops.extend(some, intExtremes);
      }
    }
    if (!isModest(rows.width())) {
      block.setIrregular();
    }
    if (isFinite(rows.width())) {
      finish(rows.width(), rows.count(), lanes, block.counts, block.means, block.rests, block.deviations);
      for (int lane = 0; lane < rows.width(); lane++) {
        if (block.deviations[lane] * MOST_CORRECTED < lanes[Loops.SQUARES + lane]) {
          addDeviationsFromMean(rows, lane);
        }
      }
      if (ordered) {
        takeExtremes(rows.width());
      }
    } else {
      addOneByOne(rows);
    }
    moments.merge(block, rows.width(), first);
  }

  private void clear() {
    block.clear();
    Arrays.fill(lanes, 0);
    Arrays.fill(intExtremes, 0, Loops.MAXS, Integer.MAX_VALUE);
    Arrays.fill(intExtremes, Loops.MAXS, Loops.EXTREMES, Integer.MIN_VALUE);
    Arrays.fill(longExtremes, 0, Loops.MAXS, Long.MAX_VALUE);
    Arrays.fill(longExtremes, Loops.MAXS, Loops.EXTREMES, Long.MIN_VALUE);
  }

  /** Returns whether there are neither infinities nor NaNs, nor overflows: any of them is in a square. */
  private boolean isFinite(int width) {
    double a = 0;
    double b = 0;
    int lane = Loops.SQUARES;
    for (; lane + 2 <= Loops.SQUARES + width; lane += 2) {
      a += lanes[lane];
      b += lanes[lane + 1];
    }
    return Double.isFinite(a + b + (width % 2 == 0 ? 0 : lanes[lane]));
  }

  /** Returns whether means are so far from overflowing that their differences can be squared, by a cheap test. */
  private boolean isModest(int width) {
    double a = 0;
    double b = 0;
    for (int i = 0; i < width; i++) {
      a += Math.abs(lanes[Loops.SHIFTS + i]);
      b += lanes[Loops.SQUARES + i];
    }
    return a < MODEST && b < MODEST * MODEST;
  }

  private static void finish(int width, double count, double[] lanes, double[] counts, double[] means,
      double[] rests, double[] deviations) {
    for (int i = 0; i < width; i++) {
      double shift = lanes[Loops.SHIFTS + i];
      double step = lanes[Loops.SUMS + i] / count;
      double mean = shift + step;
      double part = mean - shift;
      counts[i] = count;
      means[i] = mean;
      rests[i] = shift - (mean - part) + (step - part);
      deviations[i] = Math.max(0, lanes[Loops.SQUARES + i] - lanes[Loops.SUMS + i] * step);
    }
  }

  private void takeExtremes(int width) {
    for (int i = 0; i < width; i++) {
      block.mins[i] = doubles ? longExtremes[i] : intExtremes[i];
      block.maxs[i] = doubles ? longExtremes[Loops.MAXS + i] : intExtremes[Loops.MAXS + i];
    }
  }

  /** Computes the block once more, in two passes over each lane, for NaNs, infinities, and sums that overflow. */
  private void addOneByOne(Rows rows) {
    block.setIrregular();
    Arrays.fill(lanes, 0);
    for (int row = 0; row < rows.count(); row++) {
      for (int lane = 0; lane < rows.width(); lane++) {
        addNumber(rows.get(row, lane), lane);
      }
    }
    for (int lane = 0; lane < rows.width(); lane++) {
      double count = block.counts[lane];
      block.means[lane] = count == 0 ? 0 : lanes[Loops.SUMS + lane] / count;
    }
    for (int lane = 0; lane < rows.width(); lane++) {
      if (block.counts[lane] > 0 && Double.isFinite(block.means[lane])) {
        addDeviationsFromMean(rows, lane);
      } else if (block.counts[lane] > 0) {
        // An infinite mean cannot be corrected, and leaves deviations that are no numbers.
        block.deviations[lane] = Double.NaN;
      }
    }
  }

  /** Corrects mean and deviations of one lane by a second pass over its numbers. */
  private void addDeviationsFromMean(Rows rows, int lane) {
    double sum = 0;
    double squares = 0;
    for (int row = 0; row < rows.count(); row++) {
      double value = rows.get(row, lane);
      if (!Double.isNaN(value)) {
        double deviation = value - block.means[lane];
        sum += deviation;
        squares += deviation * deviation;
      }
    }
    block.rests[lane] = sum / block.counts[lane];
    block.deviations[lane] = Math.max(0, squares - sum * block.rests[lane]);
  }

  private void addNumber(double value, int lane) {
    if (Double.isNaN(value)) {
      block.nans[lane]++;
      return;
    }
    block.counts[lane]++;
    lanes[Loops.SUMS + lane] += value;
    if (ordered) {
      long key = doubles ? Order.key(value) : Order.key((float) value);
      block.mins[lane] = Math.min(block.mins[lane], key);
      block.maxs[lane] = Math.max(block.maxs[lane], key);
    }
  }
}
