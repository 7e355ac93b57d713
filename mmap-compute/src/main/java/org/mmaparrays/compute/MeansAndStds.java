package org.mmaparrays.compute;

import java.util.stream.IntStream;
import org.mmaparrays.compute.internal.moments.Moments;

/** Mean and standard deviation of each column of an array, as in {@link Summary}. Immutable. */
public final class MeansAndStds {
  private final double[] means;
  private final double[] stds;

  private MeansAndStds(double[] means, double[] stds) {
    this.means = means;
    this.stds = stds;
  }

  static MeansAndStds of(Moments moments) {
    return new MeansAndStds(IntStream.range(0, moments.lanes()).mapToDouble(moments::mean).toArray(),
        IntStream.range(0, moments.lanes()).mapToDouble(moments::std).toArray());
  }

  /** Returns the mean of each column, as {@link Summary#mean}; a fresh array. */
  public double[] means() {
    return means.clone();
  }

  /** Returns the population standard deviation of each column, as {@link Summary#std}; a fresh array. */
  public double[] stds() {
    return stds.clone();
  }
}
