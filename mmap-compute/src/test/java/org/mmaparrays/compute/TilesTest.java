package org.mmaparrays.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mmaparrays.NdArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.ReadOnlyArrayException;

class TilesTest {
  private static final Workers WORKERS = Workers.of(3);

  static Stream<NdArray> arrays() {
    NdArray cube = Samples.random(DType.FLOAT64, MemoryOrder.C, 20, 30, 40);
    return Stream.concat(
        Samples.realTypes().stream().map(dtype -> Samples.random(dtype, MemoryOrder.F, 37, 19)),
        Stream.of(cube, cube.transpose(), cube.flip(1), cube.slice(2, 0, 40, 3),
            Samples.random(DType.FLOAT32, MemoryOrder.C),
            Samples.random(DType.FLOAT32, MemoryOrder.C, 3, 50_000)));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void aMapSeesEveryElementAtItsPlace(NdArray source) {
    NdArray target = NdArray.allocate(ArraySpec.of(DType.FLOAT64, source.shape().dims()));
    Tiles.map(source, target, (tile, count) -> {
      for (int i = 0; i < count; i++) {
        tile[i] = tile[i] * 0.5 + 1;
      }
    }, WORKERS);
    NdArray sums = NdArray.allocate(ArraySpec.of(DType.FLOAT64, source.shape().dims()));
    Tiles.zip(source, target, sums, (tile, other, count) -> {
      for (int i = 0; i < count; i++) {
        tile[i] += other[i];
      }
    }, WORKERS);
    Samples.forEachIndex(source, index -> {
      double x = number(source.getValue(index));
      assertThat(target.getValue(index)).isEqualTo(x * 0.5 + 1);
      assertThat(sums.getValue(index)).isEqualTo(x + (x * 0.5 + 1));
    });
  }

  private static double number(Object value) {
    return value instanceof Boolean truth ? (truth ? 1 : 0) : ((Number) value).doubleValue();
  }

  @Test
  void float32TilesAreForTypesThatAreExactInThem() {
    for (DType dtype : Samples.realTypes()) {
      NdArray source = Samples.random(dtype, MemoryOrder.C, 50, 100);
      for (DType result : List.of(DType.FLOAT32, DType.FLOAT64)) {
        NdArray target = NdArray.allocate(ArraySpec.of(result, 50, 100));
        if (List.of("int32", "uint32", "int64", "uint64", "float64").contains(dtype.name())) {
          assertThatThrownBy(() -> Tiles.mapFloats(source, target, (tile, count) -> {}, WORKERS))
              .isInstanceOf(IllegalArgumentException.class);
          continue;
        }
        Tiles.mapFloats(source, target, (tile, count) -> {
          for (int i = 0; i < count; i++) {
            tile[i] = -tile[i];
          }
        }, WORKERS);
        Tiles.zipFloats(source, source, target, (tile, other, count) -> {
          for (int i = 0; i < count; i++) {
            tile[i] = -other[i] - tile[i];
          }
        }, WORKERS);
        assertThat(number(target.getValue(49, 99))).isEqualTo((float) (-2 * number(source.getValue(49, 99))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void reductionsComeInRowMajorOrderWhateverTheThreads(NdArray array) {
    List<Double> expected = new ArrayList<>();
    Samples.forEachIndex(array, index -> expected.add(number(array.getValue(index))));
    assertThat(elements(array, 1)).isEqualTo(expected);
    assertThat(elements(array, 3)).isEqualTo(expected);
  }

  private static List<Double> elements(NdArray array, int threads) {
    return Tiles.<List<Double>>reduce(array, (tile, count) -> {
      List<Double> list = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        list.add(tile[i]);
      }
      return list;
    }, (a, b) -> {
      a.addAll(b);
      return a;
    }, Workers.of(threads));
  }

  @Test
  void sumsOfFloatTilesAreMerged() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.FLOAT32, 1000, 3000));
    array.fill(2);
    assertThat(Tiles.<Long>reduceFloats(array, (tile, count) -> (long) (count * tile[0]), Long::sum, WORKERS))
        .isEqualTo(6_000_000L);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    NdArray floats = NdArray.allocate(ArraySpec.of(DType.FLOAT32, 6, 3));
    NdArray ints = NdArray.allocate(ArraySpec.of(DType.INT32, 6, 3));
    refused(ints, ints, "float32 or float64");
    refused(floats, NdArray.allocate(ArraySpec.of(DType.FLOAT32, 3, 6)), "differ in shape");
    refused(floats.rows(0, 5), floats.rows(1, 6), "share memory");
    assertThatThrownBy(() -> Tiles.zip(floats, NdArray.allocate(ArraySpec.of(DType.FLOAT32, 6, 4)), floats,
        (a, b, count) -> {}, WORKERS)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
        () -> Tiles.<Integer>reduce(floats.rows(2, 2), (tile, count) -> count, Integer::sum, WORKERS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no elements");
  }

  private static void refused(NdArray source, NdArray target, String why) {
    assertThatThrownBy(() -> Tiles.map(source, target, (tile, count) -> {}, WORKERS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void whatTheFunctionThrowsReachesTheCaller() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.FLOAT32, 6, 3));
    assertThatThrownBy(() -> Tiles.map(array, array, (tile, count) -> {
      throw new ReadOnlyArrayException("mine");
    }, WORKERS)).isInstanceOf(ReadOnlyArrayException.class);
  }
}
