package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;

/** Rows in their order, so many at a time, with their numbers. */
class BatchesTest {
  private static NdArray counting(long rows) {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.INT64, rows, 2));
    for (long row = 0; row < rows; row++) {
      array.row(row).fill(row);
    }
    return array;
  }

  @Test
  void allRowsInTheirOrderTheLastBatchShorter() {
    Batches batches = counting(10).batches(4);
    assertThat(batches.count()).isEqualTo(3);
    assertThat(batches.size()).isEqualTo(4);
    assertThat(batches.stream().map(Batch::rows)).containsExactly(new long[] {0, 1, 2, 3},
        new long[] {4, 5, 6, 7},
        new long[] {8, 9});
    for (Batch batch : batches) {
      assertThat(batch.view().shape().dim(0)).isEqualTo(batch.rows().length);
      for (int place = 0; place < batch.rows().length; place++) {
        assertThat(batch.view().getLong(place, 1)).isEqualTo(batch.rows()[place]);
      }
    }
  }

  @Test
  void nothingIsCopied() {
    NdArray array = counting(10);
    for (Batch batch : array.batches(3)) {
      batch.view().fill(-1L);
    }
    assertThat(array.getLong(9, 1)).isEqualTo(-1);
  }

  @Test
  void noRowsAndBatchesLargerThanTheArray() {
    assertThat(counting(0).batches(3)).isEmpty();
    assertThat(counting(3).batches(100).iterator().next().rows()).containsExactly(0, 1, 2);
    Iterator<Batch> once = counting(3).batches(100).iterator();
    once.next();
    assertThat(once.hasNext()).isFalse();
    assertThatThrownBy(once::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void sizesMustBePositive() {
    for (int size : new int[] {0, -1}) {
      assertThatThrownBy(() -> counting(3).batches(size)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("batches of " + size);
    }
  }
}
