package org.mmaparrays.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.NdArray;
import org.mmaparrays.compute.internal.tiles.Conversions;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;

/** Numbers for which sums of squares, or long running sums, lose everything. */
class IllConditionedTest {

  @ParameterizedTest
  @ValueSource(doubles = {1, 1e-3, 1e-6})
  void smallNoiseOnALargeOffset(double noise) {
    SplittableRandom random = new SplittableRandom(7);
    for (MemoryOrder order : MemoryOrder.values()) {
      NdArray array = NdArray.allocate(ArraySpec.of(DType.FLOAT64, 20_000, 3).withOrder(order));
      Samples.forEachIndex(array,
          index -> array.setValue(index, 1e9 + noise * random.nextGaussian()));
      Reference.of(array).check(Statistics.overall(array), 1e-9);
      for (int c = 0; c < 3; c++) {
        Reference.of(array.select(1, c)).check(Statistics.perColumn(array).column(c), 1e-9);
      }
    }
  }

  @Test
  void aConstantHasNoDeviation() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.FLOAT64, 3_000_000));
    array.fill(0.1);
    assertThat(Statistics.overall(array).mean()).isEqualTo(0.1);
    assertThat(Statistics.overall(array).std()).isLessThan(1e-17);
  }

  @Test
  void aFirstOutlierDoesNotDrownTheRest() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.FLOAT64, 100_000));
    SplittableRandom random = new SplittableRandom(3);
    Samples.forEachIndex(array, index -> array.setValue(index, random.nextGaussian()));
    array.setDouble(0, 1e12);
    Reference.of(array).check(Statistics.overall(array), 1e-13);
  }

  @Test
  void manyNumbersHaveTheMeanOfFew() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.FLOAT32, 1 << 24));
    NdArray pairs = array.reshape(1 << 23, 2);
    pairs.select(1, 0).fill(1e8);
    pairs.select(1, 1).fill(1e8 + 8);
    Summary summary = Statistics.overall(array);
    assertThat(summary.mean()).isEqualTo(1e8 + 4);
    assertThat(summary.std()).isCloseTo(4, within(1e-12));
  }

  @Test
  void largeIntegersRoundOnceEach() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.UINT64, 1000));
    array.fill(new java.math.BigInteger("18446744073709551615"));
    assertThat(Statistics.overall(array).mean()).isEqualTo(0x1p64);
    assertThat(Conversions.unsigned(-1L)).isEqualTo(0x1p64);
    assertThat(Conversions.unsigned((1L << 63) + 1024)).isEqualTo(0x1p63);
    assertThat(Conversions.unsigned((1L << 63) + 1025)).isEqualTo(0x1p63 + 2048);
  }
}
