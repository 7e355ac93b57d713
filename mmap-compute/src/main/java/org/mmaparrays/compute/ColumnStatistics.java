package org.mmaparrays.compute;

import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.mmaparrays.compute.internal.moments.Moments;
import org.mmaparrays.model.Primitive;

/** The statistics of each column of an array. Immutable. */
public final class ColumnStatistics {
  private final Moments moments;
  private final Primitive primitive;

  ColumnStatistics(Moments moments, Primitive primitive) {
    this.moments = moments;
    this.primitive = primitive;
  }

  /** Returns the number of columns. */
  public int columns() {
    return moments.lanes();
  }

  /**
   * Returns all statistics of one column.
   *
   * @throws IndexOutOfBoundsException if there is no such column
   */
  public Summary column(int column) {
    return summary(moments, Objects.checkIndex(column, columns()), primitive);
  }

  /** Returns the mean of each column, as {@link Summary#mean}; a fresh array. */
  public double[] means() {
    return each(moments::mean);
  }

  /** Returns the population standard deviation of each column, as {@link Summary#std}; a fresh array. */
  public double[] stds() {
    return each(moments::std);
  }

  /** Returns the statistics of one lane of moments. */
  static Summary summary(Moments moments, int lane, Primitive primitive) {
    return new Summary(moments.count(lane), moments.nanCount(lane), moments.min(lane, primitive),
        moments.max(lane, primitive), moments.mean(lane), moments.std(lane));
  }

  private double[] each(IntToDoubleFunction value) {
    return IntStream.range(0, columns()).mapToDouble(value).toArray();
  }
}
