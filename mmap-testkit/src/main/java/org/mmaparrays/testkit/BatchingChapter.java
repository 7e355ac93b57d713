package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.mmaparrays.ArrayData;
import org.mmaparrays.Batch;
import org.mmaparrays.Batches;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.spi.Capability;

/** Rows with their numbers, so many at a time: in their order, or shuffled. */
abstract class BatchingChapter extends GatheringChapter {
  private static final long SEED = Samples.SEED;
  private static final int LARGE_BYTES = 1 << 20;

  BatchingChapter() {}

  /** BATCH-1: batches are every row once, in order, with its number and its elements; the last one has the rest. */
  @Rule("BATCH-1")
  final void batch1_inOrder() throws IOException {
    for (Golden golden : goldens()) {
      try (StoredArray array = opener(copyOf(golden)).open()) {
        long count = RowRange.all(array.shape()).count();
        for (ArrayData data : List.of(array, array.view(), array.streaming())) {
          for (int size : new int[] {1, 2, (int) count, (int) count + 1, Integer.MAX_VALUE}) {
            assertThat(rowsOf(data.batches(size), size, array))
                .containsExactly(LongStream.range(0, count).toArray());
          }
        }
      }
    }
  }

  /** BATCH-2: batches of no rows, and windows of none, are an IllegalArgumentException. */
  @Rule("BATCH-2")
  final void batch2_sizes() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      for (int none : new int[] {0, -1}) {
        assertThatThrownBy(() -> array.batches(none)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> array.shuffledBatches(none, 4, SEED))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> array.shuffledBatches(2, none, SEED))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  /** BATCH-3: shuffled batches are every row once, with its number and its elements, for every size and window. */
  @Rule("BATCH-3")
  final void batch3_everyRowOnce() throws IOException {
    for (Golden golden : goldens()) {
      if (golden.spec().shape().rank() == 0) {
        continue;
      }
      try (StoredArray array = opener(copyOf(golden)).open()) {
        long count = array.shape().dim(0);
        for (int size : new int[] {1, 2, (int) count + 1}) {
          for (long window : new long[] {1, 2, count, Long.MAX_VALUE}) {
            assertThat(rowsOf(array.shuffledBatches(size, window, SEED), size, array))
                .containsExactlyInAnyOrder(LongStream.range(0, count).toArray());
          }
        }
      }
    }
  }

  /** BATCH-4: the shuffled order is the documented one of rows, window and seed, for every size of batches. */
  @Rule("BATCH-4")
  final void batch4_documentedOrder() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      long count = array.shape().dim(0);
      for (long seed : new long[] {0, SEED, -1}) {
        for (long window = 1; window <= count; window++) {
          long[] expected = ShuffledOrder.of(count, window, seed);
          for (int size = 1; size <= count; size++) {
            Batches batches = array.shuffledBatches(size, window, seed);
            for (int epoch = 0; epoch < 2; epoch++) {
              assertThat(rowsOf(batches, size, array)).as("iteration %d", epoch)
                  .containsExactly(expected);
            }
            assertThat(rowsOf(array.view().shuffledBatches(size, window, seed), size, array))
                .containsExactly(expected);
          }
        }
      }
    }
  }

  /** BATCH-5: iterations side by side do not disturb each other; past the last batch is a NoSuchElementException. */
  @Rule("BATCH-5")
  final void batch5_iterationsAreIndependent() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      for (Batches batches : List.of(array.batches(1), array.shuffledBatches(1, 3, SEED))) {
        long[] expected = rowsOf(batches, 1, array);
        List<Long> seen = new ArrayList<>();
        Iterator<Batch> slow = batches.iterator();
        while (slow.hasNext()) {
          Batch batch = slow.next();
          assertThat(rowsOf(batches, 1, array)).containsExactly(expected);
          assertBatch(batch, array.view());
          seen.add(batch.rows()[0]);
        }
        assertThat(seen.stream().mapToLong(Long::longValue)).containsExactly(
            LongStream.of(expected).boxed().toArray(Long[]::new));
        assertThatThrownBy(slow::next).isInstanceOf(NoSuchElementException.class);
      }
    }
  }

  /** BATCH-6: batches have changes made before, in copy-on-write mode the private ones. */
  @Rule("BATCH-6")
  final void batch6_changesAreSeen() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open(OpenMode.COPY_ON_WRITE)) {
      NdArray wanted = wanted(plain(array.spec()));
      array.view().copyFrom(wanted);
      for (Batches batches : List.of(array.batches(2), array.shuffledBatches(2, 3, SEED))) {
        for (Batch batch : batches) {
          Indices.assertSame(batch.view(), wanted.gather(batch.rows()));
        }
      }
    }
  }

  /** BATCH-7: batches of a closed array are an IllegalStateException, also those of an iteration under way. */
  @Rule("BATCH-7")
  final void batch7_closed() throws IOException {
    StoredArray array = opener(copyOf(golden())).open();
    for (Batches batches : List.of(array.batches(1), array.shuffledBatches(1, 2, SEED))) {
      assertThat(batches.iterator().next().rows()).hasSize(1);
    }
    List<Batches> before = List.of(array.batches(1), array.shuffledBatches(1, 2, SEED));
    List<Iterator<Batch>> underWay = before.stream().map(Batches::iterator).toList();
    underWay.forEach(Iterator::next);
    array.close();
    underWay
        .forEach(iterator -> assertThatThrownBy(iterator::next).isInstanceOf(IllegalStateException.class));
    before.forEach(batches -> assertThatThrownBy(() -> batches.iterator().next())
        .isInstanceOf(IllegalStateException.class));
    assertThatThrownBy(() -> array.batches(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> array.shuffledBatches(1, 2, SEED)).isInstanceOf(IllegalStateException.class);
  }

  /** BATCH-8: many rows in many windows come in the documented order, with the elements that they have. */
  @Rule(value = "BATCH-8", needs = Capability.CREATE)
  final void batch8_many() throws IOException {
    ArraySpec spec = large(golden().spec(), LARGE_BYTES);
    NdArray wanted = Samples.random(spec);
    long count = spec.shape().dim(0);
    try (StoredArray array = create(newFile(), spec)) {
      array.view().copyFrom(wanted);
    }
    try (StoredArray array = opener(newFile()).open()) {
      long window = count / 7;
      int size = (int) (count / 50);
      long[] expected = ShuffledOrder.of(count, window, SEED);
      int place = 0;
      for (Batch batch : array.shuffledBatches(size, window, SEED)) {
        Indices.assertSame(batch.view(), wanted.gather(batch.rows()));
        for (long row : batch.rows()) {
          assertThat(row).isEqualTo(expected[place++]);
        }
      }
      assertThat(place).isEqualTo(expected.length);
    }
  }

  /** Returns the numbers of all rows, in the order of the batches, whose sizes and elements are checked. */
  private static long[] rowsOf(Batches batches, int size, StoredArray array) {
    long count = RowRange.all(array.shape()).count();
    List<Batch> numbers = new ArrayList<>();
    for (Batch batch : batches) {
      assertThat(batch.rows().length)
          .isEqualTo((int) Math.min(size, count - (long) size * numbers.size()));
      assertBatch(batch, array.view());
      numbers.add(batch);
    }
    assertThat(batches.size()).isEqualTo(size);
    assertThat(batches.count()).isEqualTo(numbers.size());
    return numbers.stream().flatMapToLong(batch -> LongStream.of(batch.rows())).toArray();
  }

  private static void assertBatch(Batch batch, NdArray all) {
    long[] rows = batch.rows();
    if (all.shape().rank() == 0) {
      Indices.assertSame(batch.view(), all);
      return;
    }
    assertThat(batch.view().shape().dim(0)).isEqualTo(rows.length);
    for (int place = 0; place < rows.length; place++) {
      assertRows(batch.view().rows(place, place + 1), new RowRange(rows[place], rows[place] + 1), all);
    }
  }
}
