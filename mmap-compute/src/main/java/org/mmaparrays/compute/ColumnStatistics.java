package org.mmaparrays.compute;

import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.mmaparrays.model.Primitive;

/** The statistics of each column of an array. Immutable. */
public final class ColumnStatistics {
  private final Moments moments;
  private final Primitive primitive;

  ColumnStatistics(Moments moments, Primitive primitive) {
    this.moments = moments;
    this.primitive = primitive;
  }

  /** The number of columns. */
  public int columns() {
    return moments.lanes();
  }

  /**
   * All statistics of one column.
   *
   * @throws IndexOutOfBoundsException if there is no such column
   */
  public Summary column(int column) {
    return moments.summary(Objects.checkIndex(column, columns()), primitive);
  }

  /** The mean of each column, as {@link Summary#mean}; a fresh array. */
  public double[] means() {
    return each(moments::mean);
  }

  /** The population standard deviation of each column, as {@link Summary#std}; a fresh array. */
  public double[] stds() {
    return each(moments::std);
  }

  private double[] each(IntToDoubleFunction value) {
    return IntStream.range(0, columns()).mapToDouble(value).toArray();
  }
}
