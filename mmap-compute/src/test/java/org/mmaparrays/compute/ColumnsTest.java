package org.mmaparrays.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.compute.internal.loops.Lanes;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.ReadOnlyArrayException;

class ColumnsTest {
  private static final Workers WORKERS = Workers.of(3);

  static Stream<NdArray> targets() {
    Stream<NdArray> shapes = Stream.of(
        new long[] {}, new long[] {9}, new long[] {70_000}, new long[] {900, 70}, new long[] {60, 700},
        new long[] {50, 3, 300},
        new long[] {1, 1})
        .flatMap(dims -> Stream.of(MemoryOrder.values())
            .flatMap(order -> Stream
                .of(DType.FLOAT32, DType.FLOAT64, DType.FLOAT32.withOrder(ByteOrder.BIG_ENDIAN),
                    DType.FLOAT64.withOrder(ByteOrder.BIG_ENDIAN))
                .map(dtype -> Samples.random(dtype, order, dims))));
    NdArray cube = Samples.random(DType.FLOAT32, MemoryOrder.C, 40, 50, 30);
    return Stream.concat(shapes,
        Stream.of(cube.transpose(), cube.slice(2, 1, 30, 2), cube.flip(0).flip(1), cube.select(1, 7)));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void eachElementIsMappedByItsColumn(NdArray array) {
    int columns = Lanes.columns(array.shape());
    double[] shift = random(columns, 1);
    double[] scale = random(columns, 2);
    List<Object> expected = new ArrayList<>();
    Samples.forEachIndex(array, index -> {
      int column = expected.size() % columns;
      double mapped = (((Number) array.getValue(index)).doubleValue() - shift[column]) * scale[column];
      expected.add(array.dtype().byteSize() == 4 ? (Object) (float) mapped : (Object) mapped);
    });
    Columns.scale(array, array, shift, scale, WORKERS);
    List<Object> actual = new ArrayList<>();
    Samples.forEachIndex(array, index -> actual.add(array.getValue(index)));
    assertThat(actual).isEqualTo(expected);
  }

  private static double[] random(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(count, -3, 3).toArray();
  }

  @Test
  void anyRealTypeScalesIntoAnotherArray() {
    for (DType dtype : Samples.realTypes()) {
      NdArray source = Samples.random(dtype, MemoryOrder.F, 50, 4);
      NdArray target = NdArray.allocate(ArraySpec.of(DType.FLOAT64, 50, 4));
      Columns.scale(source, target, new double[4], new double[] {1, 2, 4, 8}, WORKERS);
      ColumnStatistics before = Statistics.perColumn(source);
      ColumnStatistics after = Statistics.perColumn(target);
      for (int c = 0; c < 4; c++) {
        assertThat(after.column(c).max()).as("%s", dtype)
            .isEqualTo(before.column(c).max().doubleValue() * (1 << c));
      }
    }
  }

  @Test
  void standardisedColumnsHaveMeanZeroAndDeviationOne() {
    NdArray array = Samples.random(DType.FLOAT32, MemoryOrder.C, 10_000, 40);
    ColumnStatistics before = Statistics.perColumn(array);
    double[] scale = before.stds();
    for (int c = 0; c < scale.length; c++) {
      scale[c] = 1 / scale[c];
    }
    Columns.scale(array, before.means(), scale);
    ColumnStatistics after = Statistics.perColumn(array);
    for (int c = 0; c < 40; c++) {
      assertThat(after.column(c).mean()).isBetween(-1e-8, 1e-8);
      assertThat(after.column(c).std()).isBetween(1 - 1e-7, 1 + 1e-7);
    }
  }

  @Test
  void progressEndsAtTheNumberOfElements() {
    NdArray array = Samples.random(DType.FLOAT32, MemoryOrder.C, 10_000, 4);
    List<Long> reports = new ArrayList<>();
    Columns.scale(array, array, new double[4], new double[4], WORKERS.reporting(reports::add));
    assertThat(reports).isSorted().endsWith(40_000L);
  }

  @Test
  void emptyArraysNeedNoWork() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.FLOAT32, 0, 3));
    Columns.scale(array, new double[3], new double[3]);
    assertThat(array.shape().elementCount()).isZero();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    NdArray floats = NdArray.allocate(ArraySpec.of(DType.FLOAT32, 5, 3));
    NdArray ints = NdArray.allocate(ArraySpec.of(DType.INT32, 5, 3));
    NdArray complex = NdArray.allocate(ArraySpec.of(DType.COMPLEX64, 5, 3));
    refused(ints, ints, 3, "what is computed is float32 or float64");
    refused(complex, floats, 3, "complex numbers do not go into");
    refused(floats, NdArray.allocate(ArraySpec.of(DType.FLOAT32, 3, 5)), 3, "differ in shape");
    refused(floats, floats, 2, "has 3 columns, but there are 2 shifts and 2 scales");
    NdArray six = NdArray.allocate(ArraySpec.of(DType.FLOAT32, 6, 3));
    refused(six.rows(0, 5), six.rows(1, 6), 3, "share memory");
    refused(six.rows(0, 5).flip(0), six.rows(0, 5), 3, "share memory");
  }

  private static void refused(NdArray source, NdArray target, int columns, String why) {
    assertThatThrownBy(() -> Columns.scale(source, target, new double[columns], new double[columns], WORKERS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void neighboursDoNotShareMemory() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.FLOAT32, 6, 3));
    array.fill(2);
    Columns.scale(array.rows(0, 3), array.rows(3, 6), new double[3], new double[] {1, 2, 3}, WORKERS);
    assertThat(array.getFloat(2, 2)).isEqualTo(2);
    assertThat(array.getFloat(3, 2)).isEqualTo(6);
  }

  @Test
  void readOnlyArraysAreNotChanged(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.dat");
    ArrayStores.create(file, ArraySpec.of(DType.FLOAT32, 5, 3)).close();
    try (StoredArray array = ArrayStores.open(file)) {
      assertThatThrownBy(() -> Columns.scale(array.view(), new double[3], new double[3]))
          .isInstanceOf(ReadOnlyArrayException.class);
    }
  }

  @Test
  void aClosedArrayIsRefused(@TempDir Path folder) throws IOException {
    StoredArray array = ArrayStores.create(folder.resolve("a.dat"), ArraySpec.of(DType.FLOAT32, 5, 3));
    NdArray view = array.view();
    array.close();
    assertThatThrownBy(() -> Columns.scale(view, new double[3], new double[3]))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Statistics.overall(view)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void twoMappingsOfOneFileShareMemory(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.dat");
    try (StoredArray writer = ArrayStores.create(file, ArraySpec.of(DType.FLOAT32, 5, 3));
        StoredArray reader = ArrayStores.open(file)) {
      refused(reader.view().flip(0), writer.view(), 3, "share memory");
      refused(writer.view(), reader.view().flip(0), 3, "share memory");
    }
  }
}
