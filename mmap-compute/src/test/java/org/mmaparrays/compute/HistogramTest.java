package org.mmaparrays.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmaparrays.NdArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.testkit.NumPy;

class HistogramTest {
  private static final Workers WORKERS = Workers.of(3);

  @Test
  void binsHoldTheirLowerEdgeAndTheLastBothEdges() {
    Histogram histogram =
        of(4, 0, 2, 0, 0.49, 0.5, 1, 1.5, 2, 2.1, -0.1, Double.NaN, Double.POSITIVE_INFINITY);
    assertThat(histogram.counts()).containsExactly(2, 1, 1, 2);
    assertThat(histogram.below()).isEqualTo(1);
    assertThat(histogram.above()).isEqualTo(2);
    assertThat(histogram.nanCount()).isEqualTo(1);
    assertThat(histogram.edges()).containsExactly(0, 0.5, 1, 1.5, 2);
  }

  private static Histogram of(int bins, double from, double to, double... values) {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.FLOAT64, values.length));
    array.copyFrom(values);
    return Histogram.of(array, bins, from, to, WORKERS);
  }

  @ParameterizedTest
  @CsvSource({"10, 0, 1", "7, -0.3, 0.7", "1, 0, 1e-3", "300, -1, 1", "49, 0, 1"})
  void numPyCountsTheSameEvenAtTheEdges(int bins, double from, double to) {
    double[] values = new double[20 * bins];
    double step = (to - from) / bins;
    for (int i = 0; i < values.length; i++) {
      double edge = from + (i % bins) * step;
      values[i] = switch (i % 4) {
        case 0 -> edge;
        case 1 -> Math.nextUp(edge);
        case 2 -> Math.nextDown(edge);
        default -> from + i * (to - from) / values.length;
      };
    }
    String expected = NumPy.require()
        .run(
            """
                a = np.array([float.fromhex(x) for x in sys.argv[4].split()])
                print(*np.histogram(a, int(sys.argv[1]), (float(sys.argv[2]), float(sys.argv[3])))[0])
                """,
            bins, from, to, hex(values));
    assertThat(String.join(" ",
        Arrays.stream(of(bins, from, to, values).counts()).mapToObj(Long::toString).toList()))
        .isEqualTo(expected.strip());
  }

  private static String hex(double[] values) {
    return String.join(" ",
        Arrays.stream(values).mapToObj(Double::toHexString).map(text -> text.toLowerCase(Locale.ROOT))
            .toList());
  }

  @Test
  void everyTypeAndLayoutIsCounted() {
    for (DType dtype : Samples.realTypes()) {
      NdArray array = Samples.random(dtype, MemoryOrder.F, 300, 70).slice(0, 0, 300, 2);
      Histogram histogram = Histogram.of(array, 5, -50, 50, WORKERS);
      long counted = Arrays.stream(histogram.counts()).sum();
      assertThat(counted + histogram.below() + histogram.above()).as("%s", dtype).isEqualTo(150 * 70);
      assertThat(counted).as("%s", dtype)
          .isEqualTo(Histogram.of(array.copy(), 1, -50, 50, Workers.of(1)).counts()[0]);
    }
  }

  @Test
  void whatIsNoRangeIsRefused() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.FLOAT32, 3));
    assertThatThrownBy(() -> Histogram.of(array, 0, 0, 1, WORKERS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 bins");
    assertThatThrownBy(() -> Histogram.of(array, 2, 1, 1, WORKERS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 1.0 to 1.0");
    assertThatThrownBy(() -> Histogram.of(array, 2, 0, Double.NaN, WORKERS))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
        () -> Histogram.of(NdArray.allocate(ArraySpec.of(DType.COMPLEX64, 3)), 2, 0, 1, WORKERS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingHasEmptyBins() {
    assertThat(Histogram.of(NdArray.allocate(ArraySpec.of(DType.FLOAT32, 0, 3)), 2, 0, 1, WORKERS).counts())
        .containsExactly(0, 0);
  }

  @Test
  void binsOfTheSmallestNumbersAreRight() {
    double least = Double.MIN_VALUE;
    assertThat(of(5, 0, 10 * least, 0, least, 2 * least, 5 * least, 9 * least, 10 * least).counts())
        .containsExactly(2, 1, 1, 0, 2);
  }
}
