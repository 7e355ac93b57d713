package org.mmaparrays.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mmaparrays.NdArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;

class StatisticsTest {
  private static final double EXACT = 1e-14;

  /** Shapes on both sides of every size that the partition knows, in every layout. */
  static Stream<NdArray> arrays() {
    Stream<NdArray> everyType = Samples.realTypes()
        .stream()
        .flatMap(dtype -> Stream.of(MemoryOrder.values()).map(order -> Samples.random(dtype, order, 37, 19)));
    Stream<NdArray> everyShape = Stream.of(
        new long[] {}, new long[] {1}, new long[] {40_000}, new long[] {1, 700}, new long[] {700, 1},
        new long[] {300, 50},
        new long[] {40, 256}, new long[] {40, 257}, new long[] {5, 2000}, new long[] {5000, 3},
        new long[] {30, 7, 11},
        new long[] {9, 3, 300}, new long[] {4, 300, 3}, new long[] {3, 2, 2, 2, 2})
        .flatMap(dims -> Stream.of(MemoryOrder.values())
            .map(order -> Samples.random(DType.FLOAT32, order, dims)));
    NdArray cube = Samples.random(DType.FLOAT64, MemoryOrder.C, 20, 30, 10);
    Stream<NdArray> views = Stream.of(
        cube.slice(0, 1, 20, 3), cube.slice(1, 2, 29, 5), cube.slice(2, 1, 10, 2), cube.flip(0), cube.flip(2),
        cube.transpose(), cube.transpose(1, 0, 2), cube.select(1, 4), cube.select(2, 9), cube.row(3).row(5),
        cube.select(2, 0).select(1, 0), cube.transpose(2, 0, 1).slice(1, 0, 20, 2).flip(1));
    return Stream.of(everyType, everyShape, views).flatMap(stream -> stream);
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void overallIsThatOfAllElements(NdArray array) {
    Reference.of(array).check(Statistics.overall(array), EXACT);
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void perColumnIsThatOfEachColumn(NdArray array) {
    ColumnStatistics statistics = Statistics.perColumn(array);
    List<Reference> references = Reference.perColumn(array);
    assertThat(statistics.columns()).isEqualTo(references.size());
    for (int c = 0; c < references.size(); c++) {
      references.get(c).check(statistics.column(c), EXACT);
      assertThat(statistics.means()[c]).isEqualTo(statistics.column(c).mean());
      assertThat(statistics.stds()[c]).isEqualTo(statistics.column(c).std());
    }
    MeansAndStds sooner = Statistics.meansAndStds(array);
    assertThat(sooner.means()).isEqualTo(statistics.means());
    assertThat(sooner.stds()).isEqualTo(statistics.stds());
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void theSumIsThatOfAllElements(NdArray array) {
    Reference.of(array).checkSum(Statistics.sum(array));
  }

  @Test
  void sumsLeaveNotANumbersOut() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.FLOAT32, 5000));
    array.fill(0.5f);
    array.setFloat(4000, Float.NaN);
    assertThat(Statistics.sum(array)).isEqualTo(4999 * 0.5);
    array.setFloat(10, Float.POSITIVE_INFINITY);
    assertThat(Statistics.sum(array)).isEqualTo(Double.POSITIVE_INFINITY);
    array.setFloat(4999, Float.NEGATIVE_INFINITY);
    assertThat(Statistics.sum(array)).isNaN();
    assertThat(Statistics.sum(NdArray.allocate(ArraySpec.of(DType.FLOAT32, 0, 3)))).isZero();
  }

  @Test
  void extremesHaveTheElementsOwnPrecision() {
    assertThat(single(DType.INT64, Long.MAX_VALUE - 1).min()).isEqualTo(Long.MAX_VALUE - 1);
    assertThat(single(DType.INT64, Long.MIN_VALUE + 1).max()).isEqualTo(Long.MIN_VALUE + 1);
    BigInteger large = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.TWO);
    assertThat(single(DType.UINT64, large).max()).isEqualTo(large);
    assertThat(single(DType.UINT64, 7L).min()).isEqualTo(BigInteger.valueOf(7));
    assertThat(single(DType.FLOAT32, 0.1f).min()).isEqualTo(0.1f);
    assertThat(single(DType.FLOAT16, 0.5f).min()).isEqualTo(0.5f);
    assertThat(single(DType.FLOAT64, 0.1).min()).isEqualTo(0.1);
    assertThat(single(DType.UINT8, 200).min()).isEqualTo(200L);
    assertThat(single(DType.BOOL, true).min()).isEqualTo(1L);
  }

  private static Summary single(DType dtype, Object value) {
    NdArray array = NdArray.allocate(ArraySpec.of(dtype, 1));
    array.setValue(new long[] {0}, value);
    return Statistics.overall(array);
  }

  @Test
  void notANumbersAreCountedAndLeftOut() {
    for (DType dtype : List.of(DType.FLOAT16, DType.FLOAT32, DType.FLOAT64)) {
      NdArray array = NdArray.allocate(ArraySpec.of(dtype, 3, 2));
      double[] values = {1, Double.NaN, 2, Double.NaN, Double.NaN, Double.NaN};
      for (int i = 0; i < values.length; i++) {
        array.setValue(new long[] {i / 2, i % 2}, values[i]);
      }
      Summary first = Statistics.perColumn(array).column(0);
      assertThat(first.count()).isEqualTo(2);
      assertThat(first.nanCount()).isEqualTo(1);
      assertThat(first.min().doubleValue()).isEqualTo(1);
      assertThat(first.max().doubleValue()).isEqualTo(2);
      assertThat(first.mean()).isEqualTo(1.5);
      assertThat(first.std()).isEqualTo(0.5);
      assertThat(Statistics.perColumn(array).column(1)).isEqualTo(
          new Summary(0, 3, Double.NaN, Double.NaN, Double.NaN, Double.NaN));
      assertThat(Statistics.overall(array).count()).isEqualTo(2);
      assertThat(Statistics.overall(array).nanCount()).isEqualTo(4);
    }
  }

  @Test
  void infinitiesAreNumbers() {
    double inf = Double.POSITIVE_INFINITY;
    assertThat(of(1, inf, 2)).isEqualTo(new Summary(3, 0, 1.0, inf, inf, Double.NaN));
    assertThat(of(inf, inf)).isEqualTo(new Summary(2, 0, inf, inf, inf, Double.NaN));
    assertThat(of(-inf, inf, 3)).isEqualTo(new Summary(3, 0, -inf, inf, Double.NaN, Double.NaN));
    assertThat(of(-inf, Double.NaN)).isEqualTo(new Summary(1, 1, -inf, -inf, -inf, Double.NaN));
  }

  @Test
  void infinitiesInDifferentBlocksMergeAsInOne() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.FLOAT64, 1_000_000));
    array.setDouble(3, Double.POSITIVE_INFINITY);
    array.setDouble(999_999, Double.POSITIVE_INFINITY);
    assertThat(Statistics.overall(array).mean()).isEqualTo(Double.POSITIVE_INFINITY);
    array.setDouble(500_000, Double.NEGATIVE_INFINITY);
    assertThat(Statistics.overall(array).mean()).isNaN();
    assertThat(Statistics.overall(array).std()).isNaN();
  }

  private static Summary of(double... values) {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.FLOAT64, values.length));
    array.copyFrom(values);
    return Statistics.overall(array);
  }

  @Test
  void emptyArraysHaveNothing() {
    Summary nothing = new Summary(0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    for (DType dtype : Samples.realTypes()) {
      NdArray noRows = NdArray.allocate(ArraySpec.of(dtype, 0, 3));
      assertThat(Statistics.overall(noRows)).isEqualTo(nothing);
      assertThat(Statistics.perColumn(noRows).columns()).isEqualTo(3);
      assertThat(Statistics.perColumn(noRows).column(2)).isEqualTo(nothing);
      NdArray noColumns = NdArray.allocate(ArraySpec.of(dtype, 3, 0));
      assertThat(Statistics.overall(noColumns)).isEqualTo(nothing);
      assertThat(Statistics.perColumn(noColumns).columns()).isZero();
    }
  }

  @Test
  void complexNumbersAreRefused() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.COMPLEX64, 2));
    assertThatThrownBy(() -> Statistics.overall(array)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("complex64 (2,)")
        .hasMessageContaining("complex numbers have no order");
    assertThatThrownBy(() -> Statistics.perColumn(array)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void moreColumnsThanTheHeapShouldHoldAreRefused() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.UINT8, 2, 5_000_000));
    assertThatThrownBy(() -> Statistics.perColumn(array)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape (2, 5000000) has 5000000 columns, more than 4194304;"
            + " take a slice of the trailing axes, or transpose if the rows are meant");
    assertThat(Statistics.overall(array).count()).isEqualTo(10_000_000);
  }

  @Test
  void aColumnThatIsNotThereIsOutOfBounds() {
    ColumnStatistics statistics = Statistics.perColumn(NdArray.allocate(ArraySpec.of(DType.UINT8, 2, 3)));
    assertThatThrownBy(() -> statistics.column(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void whatIsFarFromZeroDoesNotOverflowByItself() {
    double huge = 1.5e308;
    assertThat(of(huge, -huge)).isEqualTo(new Summary(2, 0, -huge, huge, 0, Double.POSITIVE_INFINITY));
    assertThat(Statistics.perColumn(blocks(huge, -huge)).column(0).mean()).isBetween(-1e293, 1e293);
    NdArray constant = NdArray.allocate(ArraySpec.of(DType.FLOAT64, (1 << 19) + 100));
    constant.fill(1e200);
    assertThat(Statistics.overall(constant).mean()).isEqualTo(1e200);
    assertThat(Statistics.overall(constant).std()).isZero();
  }

  /** Two blocks of 512 rows, each of one number. */
  private static NdArray blocks(double first, double second) {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.FLOAT64, 1024, 600));
    array.rows(0, 512).fill(first);
    array.rows(512, 1024).fill(second);
    return array;
  }
}
