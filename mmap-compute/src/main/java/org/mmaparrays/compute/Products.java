package org.mmaparrays.compute;

import java.util.Arrays;
import org.mmaparrays.ArrayData;
import org.mmaparrays.compute.internal.loops.Lanes;
import org.mmaparrays.compute.internal.moments.CoMoments;
import org.mmaparrays.compute.internal.tiles.MatrixRows;
import org.mmaparrays.model.RowRange;

/**
 * Products of a matrix, which is read once, chunk by chunk: an array of rows, each of as many numbers as there are columns.
 *
 * <p>All real element types, in either byte order and any layout. Products and sums are float64; elements of int64 and uint64
 * are rounded to it. NaNs and infinities propagate as in IEEE 754. The number of threads and the Vector API
 * change no bit of a result.
 *
 * <p>All methods throw {@link IllegalArgumentException} for complex numbers and for more than 4,194,304 columns, {@link
 * IllegalStateException} if the array is or gets closed, {@link org.mmaparrays.model.StorageFaultException} if its storage fails,
 * and {@link java.util.concurrent.CancellationException} if the calling thread is interrupted.
 */
public final class Products {
  private static final int MAX_COVARIANCE = 4096;

  private Products() {}

  /** Returns the product of a matrix and a vector, on all processors. */
  public static double[] times(ArrayData matrix, double[] vector) {
    return times(matrix, vector, Workers.available());
  }

  /** Returns the product of a matrix and a float32 vector, on all processors. */
  public static double[] times(ArrayData matrix, float[] vector) {
    return times(matrix, widened(vector), Workers.available());
  }

  /**
   * Returns the product of a matrix and a vector: for each row the dot product with it, added up as {@link Dot} does.
   *
   * @param vector one number for each column
   * @return one number for each row
   * @throws IllegalArgumentException also if the vector has another length, or there are more rows than a Java array has room
   *     for
   */
  public static double[] times(ArrayData matrix, double[] vector, Workers workers) {
    int columns = check(matrix, vector.length);
    double[] result = new double[rows(matrix)];
    if (matrix.shape().elementCount() > 0) {
      double[] weights = vector.clone();
      workers.over(matrix).forEach(() -> {
        MatrixRows each = new MatrixRows(matrix, columns);
        return chunk -> each.times(chunk.view(), weights, result, (int) chunk.rows().from());
      });
    }
    return result;
  }

  /**
   * Returns the product of a matrix and a small one, which is given as an array of its columns.
   *
   * @param columns vectors of one number for each column of the matrix
   * @return for each of them the result of {@link #times(ArrayData, double[], Workers)}; the matrix is read once
   * @throws IllegalArgumentException as that
   */
  public static double[][] times(ArrayData matrix, double[][] columns, Workers workers) {
    Statistics.requireReal(matrix);
    int width = Lanes.columns(matrix.shape());
    for (double[] column : columns) {
      check(matrix, column.length);
    }
    int rows = rows(matrix);
    double[][] weights = Arrays.stream(columns).map(double[]::clone).toArray(double[][]::new);
    double[][] results = new double[columns.length][rows];
    if (matrix.shape().elementCount() > 0) {
      workers.over(matrix).forEach(() -> {
        MatrixRows each = new MatrixRows(matrix, width);
        return chunk -> each.times(chunk.view(), weights, results, (int) chunk.rows().from());
      });
    }
    return results;
  }

  /** Returns the covariance of each pair of columns, on all processors. */
  public static double[][] covariance(ArrayData matrix) {
    return covariance(matrix, Workers.available());
  }

  /**
   * Returns the population covariance of each pair of columns, with the number of rows as divisor, as NumPy's {@code cov} with
   * {@code rowvar=False, ddof=0}.
   *
   * <p>Two passes: the means, then products of deviations from them, so that nothing cancels. A column with a number that is
   * not finite has no covariances: they are NaNs.
   *
   * @return a symmetric matrix; NaNs if there are no rows
   * @throws IllegalArgumentException also if there are more than 4096 columns: their matrix would take 128 MiB
   */
  public static double[][] covariance(ArrayData matrix, Workers workers) {
    Statistics.requireReal(matrix);
    int columns = Lanes.columns(matrix.shape());
    if (columns > MAX_COVARIANCE) {
      throw new IllegalArgumentException(matrix + " has " + columns + " columns, more than " + MAX_COVARIANCE
          + " whose covariances are kept; take some of them");
    }
    double[][] covariance = new double[columns][columns];
    if (matrix.shape().elementCount() > 0) {
      double[] means = Statistics.meansAndStds(matrix, Workers.of(workers.threads())).means();
      covariance = workers.over(matrix).reduce(() -> {
        CoMoments moments = new CoMoments(matrix, means);
        return chunk -> moments.of(chunk.view());
      }, CoMoments::merge);
    }
    double rows = RowRange.all(matrix.shape()).count();
    for (int a = 0; a < columns; a++) {
      for (int b = a; b < columns; b++) {
        covariance[a][b] /= rows;
        covariance[b][a] = covariance[a][b];
      }
    }
    return covariance;
  }

  private static int check(ArrayData matrix, int length) {
    Statistics.requireReal(matrix);
    int columns = Lanes.columns(matrix.shape());
    if (length != columns) {
      throw new IllegalArgumentException(
          matrix + " has " + columns + " columns, but the vector has " + length + " numbers");
    }
    return columns;
  }

  private static int rows(ArrayData matrix) {
    long rows = RowRange.all(matrix.shape()).count();
    if (rows > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          matrix + " has " + rows + " rows, more than a Java array has room for; take some of them");
    }
    return (int) rows;
  }

  private static double[] widened(float[] vector) {
    double[] wide = new double[vector.length];
    Arrays.setAll(wide, i -> vector[i]);
    return wide;
  }
}
