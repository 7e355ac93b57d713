package org.mmaparrays.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mmaparrays.NdArray;
import org.mmaparrays.compute.internal.loops.Lanes;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.testkit.NumPy;

class ProductsTest {
  static Stream<NdArray> matrices() {
    NdArray cube = Samples.random(DType.FLOAT64, MemoryOrder.C, 40, 50, 30);
    return Stream.concat(
        Samples.realTypes()
            .stream()
            .flatMap(
                dtype -> Stream.of(MemoryOrder.values()).map(order -> Samples.random(dtype, order, 37, 19))),
        Stream.of(cube, cube.flip(0), cube.transpose(), cube.slice(2, 1, 30, 3), cube.select(1, 3),
            Samples.random(DType.FLOAT32, MemoryOrder.C, 3000, 1),
            Samples.random(DType.FLOAT32, MemoryOrder.C, 2, 70_000),
            Samples.random(DType.FLOAT32, MemoryOrder.C, 70_000, 33),
            Samples.random(DType.FLOAT32, MemoryOrder.C, 7)));
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void eachResultIsTheDotProductOfItsRow(NdArray matrix) {
    int columns = Lanes.columns(matrix.shape());
    double[] vector = new SplittableRandom(3).doubles(columns, -1, 1).toArray();
    double[] doubled = new double[columns];
    double[] row = new double[columns];
    double[] results = Products.times(matrix, vector, Workers.of(3));
    int[] position = new int[1];
    Samples.forEachIndex(matrix, index -> {
      int column = position[0] % columns;
      row[column] = matrix.getValue(index) instanceof Boolean truth
          ? truth ? 1 : 0
          : ((Number) matrix.getValue(index)).doubleValue();
      doubled[column] = 2 * vector[column];
      if (++position[0] % columns == 0) {
        assertThat(results[position[0] / columns - 1]).isEqualTo(Dot.of(row, vector));
      }
    });
    assertThat(results).hasSize((int) matrix.shape().dim(0));
    double[][] both = Products.times(matrix, new double[][] {vector, doubled}, Workers.of(2));
    assertThat(both[0]).isEqualTo(results);
    assertThat(both[1][0]).isEqualTo(2 * results[0]);
  }

  @Test
  void float32VectorsAreWidened() {
    NdArray matrix = Samples.random(DType.FLOAT32, MemoryOrder.C, 5, 3);
    assertThat(Products.times(matrix, new float[] {1, 0.5f, 2}))
        .isEqualTo(Products.times(matrix, new double[] {1, 0.5, 2}));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    NdArray matrix = NdArray.allocate(ArraySpec.of(DType.FLOAT32, 5, 3));
    assertThatThrownBy(() -> Products.times(matrix, new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 3 columns, but the vector has 2 numbers");
    assertThatThrownBy(
        () -> Products.times(NdArray.allocate(ArraySpec.of(DType.COMPLEX64, 5, 3)), new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("complex numbers");
  }

  @Test
  void nothingTimesAVectorIsNothing() {
    assertThat(Products.times(NdArray.allocate(ArraySpec.of(DType.FLOAT32, 0, 3)), new double[3])).isEmpty();
    assertThat(Products.times(NdArray.allocate(ArraySpec.of(DType.FLOAT32, 3, 0)), new double[0]))
        .containsExactly(0, 0, 0);
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void theCovarianceIsThatOfEachPairOfColumns(NdArray matrix) {
    int columns = Lanes.columns(matrix.shape());
    if (columns > 200) {
      return;
    }
    double[][] covariance = Products.covariance(matrix, Workers.of(3));
    ColumnStatistics statistics = Statistics.perColumn(matrix);
    assertThat(covariance).hasDimensions(columns, columns);
    for (int c = 0; c < columns; c++) {
      double std = statistics.stds()[c];
      assertThat(covariance[c][c]).isCloseTo(std * std, within(1e-12 * std * std));
    }
    int rows = (int) matrix.shape().dim(0);
    int a = 0;
    int b = columns - 1;
    double[] as = column(matrix, a, columns, rows);
    double[] bs = column(matrix, b, columns, rows);
    double expected = 0;
    for (int i = 0; i < rows; i++) {
      expected += (as[i] - statistics.means()[a]) * (bs[i] - statistics.means()[b]) / rows;
    }
    double scale = statistics.stds()[a] * statistics.stds()[b];
    assertThat(covariance[a][b]).isCloseTo(expected, within(1e-12 * scale)).isEqualTo(covariance[b][a]);
    assertThat(Products.covariance(matrix, Workers.of(1))).isDeepEqualTo(covariance);
  }

  private static double[] column(NdArray matrix, int column, int columns, int rows) {
    double[] unit = new double[columns];
    unit[column] = 1;
    double[] values = Products.times(matrix, unit);
    assertThat(values).hasSize(rows);
    return values;
  }

  @Test
  void noMoreRowsThanAJavaArrayHasRoomFor() {
    NdArray none = NdArray.allocate(ArraySpec.of(DType.FLOAT32, 3_000_000_000L, 0));
    assertThatThrownBy(() -> Products.times(none, new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Products.times(none, new double[1][0], Workers.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3000000000 rows");
    assertThatThrownBy(() -> Products.times(NdArray.allocate(ArraySpec.of(DType.COMPLEX64, 5, 3)),
        new double[0][], Workers.of(1))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numPyFindsTheSameCovariance() {
    double[] values = new SplittableRandom(4).doubles(300, -1, 1).map(x -> 1e6 + x).toArray();
    NdArray matrix = NdArray.allocate(ArraySpec.of(DType.FLOAT64, 100, 3));
    matrix.copyFrom(values);
    String printed = NumPy.require()
        .run("""
            a = np.array([float(x) for x in sys.argv[1].split()]).reshape(100, 3)
            print(*np.cov(a, rowvar=False, ddof=0).ravel().tolist())
            """,
            Arrays.stream(values).mapToObj(Double::toString).collect(Collectors.joining(" ")));
    double[] expected = Arrays.stream(printed.strip().split(" ")).mapToDouble(Double::parseDouble).toArray();
    double[][] covariance = Products.covariance(matrix, Workers.of(2));
    for (int i = 0; i < 9; i++) {
      assertThat(covariance[i / 3][i % 3]).isCloseTo(expected[i], within(1e-12));
    }
  }
}
