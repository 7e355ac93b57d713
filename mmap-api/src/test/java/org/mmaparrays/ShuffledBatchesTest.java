package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.internal.shuffle.SplitMix64;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.PrimitiveType;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.support.DeclaredStore;

/** Every row once, in an order that is the same in every release. */
class ShuffledBatchesTest {
  @TempDir
  Path folder;

  private static NdArray counting(DType type, MemoryOrder order, long rows) {
    NdArray array = NdArray.allocate(ArraySpec.of(type, rows, 3).withOrder(order));
    for (long row = 0; row < rows; row++) {
      array.row(row).fill(
          ((PrimitiveType) type).primitive() == Primitive.BOOL ? (Object) (row % 2 == 1) : (Object) row);
    }
    return array;
  }

  private StoredArray stored(NdArray contents) throws IOException {
    Path file = folder.resolve("x");
    Files.write(file, contents.segment().toArray(ValueLayout.JAVA_BYTE));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    return ArrayStores.opener(ArrayRef.of(file)).store(new DeclaredStore())
        .layout(ArraySpec.of(contents.dtype(), contents.shape()), 0).open();
  }

  private static List<Long> order(long rows, int size, long window, long seed) {
    List<Long> order = new ArrayList<>();
    for (Batch batch : counting(DType.INT64, MemoryOrder.C, rows).shuffledBatches(size, window, seed)) {
      LongStream.of(batch.rows()).forEach(order::add);
    }
    return order;
  }

  /** Computed by another program from the words of the documentation. */
  @Test
  void theOrderIsPartOfTheContract() {
    assertThat(order(10, 3, 4, 42)).containsExactly(5L, 7L, 4L, 6L, 3L, 0L, 1L, 2L, 8L, 9L);
    assertThat(order(10, 3, 100, 42)).containsExactly(7L, 1L, 2L, 9L, 0L, 4L, 5L, 6L, 3L, 8L);
    assertThat(order(10, 3, 1, -7)).containsExactly(6L, 5L, 0L, 2L, 8L, 3L, 1L, 7L, 9L, 4L);
  }

  /** The generator's published test vector. */
  @Test
  void splitMix64() {
    SplitMix64 random = new SplitMix64(1234567);
    assertThat(LongStream.generate(random::next).limit(5)).containsExactly(6457827717110365317L,
        3203168211198807973L, Long.parseUnsignedLong("9817491932198370423"), 4593380528125082431L,
        Long.parseUnsignedLong("16408922859458223821"));
  }

  @Test
  void everyRowOnceWhateverTheSizes() {
    for (long rows : new long[] {0, 1, 2, 10, 97}) {
      for (int size : new int[] {1, 3, 10, 200}) {
        for (long window : new long[] {1, 2, 7, 10, 97, 1000, Long.MAX_VALUE}) {
          List<Long> order = order(rows, size, window, 5);
          assertThat(order).hasSize((int) rows)
              .containsExactlyInAnyOrderElementsOf(LongStream.range(0, rows).boxed().toList());
        }
      }
    }
  }

  @Test
  void batchesSpanWindowsAndOnlyTheLastIsShort() {
    Batches batches = counting(DType.INT8, MemoryOrder.C, 10).shuffledBatches(4, 3, 1);
    assertThat(batches.count()).isEqualTo(3);
    assertThat(batches.stream().map(batch -> batch.rows().length)).containsExactly(4, 4, 2);
    assertThat(batches.stream().map(batch -> batch.view().shape().dim(0))).containsExactly(4L, 4L, 2L);
  }

  @Test
  void windowsStayTogether() {
    List<Long> order = order(12, 5, 4, 9);
    for (int window = 0; window < 3; window++) {
      assertThat(order.subList(4 * window, 4 * window + 4).stream().map(row -> row / 4).distinct())
          .hasSize(1);
    }
  }

  @Test
  void seedsDifferAndIterationsDoNot() {
    Batches batches = counting(DType.INT64, MemoryOrder.C, 100).shuffledBatches(100, 50, 1);
    long[] first = batches.iterator().next().rows();
    assertThat(batches.iterator().next().rows()).isEqualTo(first).isNotSameAs(first);
    assertThat(order(100, 100, 50, 2)).isNotEqualTo(LongStream.of(first).boxed().toList());
  }

  @Test
  void rowsOfEveryTypeAndLayoutComeWithTheirNumbers() {
    for (DType type : DType.all()) {
      for (MemoryOrder order : MemoryOrder.values()) {
        NdArray array = counting(type, order, 50);
        for (NdArray source : List.of(array, array.flip(0).flip(1), array.slice(0, 0, 50, 2))) {
          for (Batch batch : source.shuffledBatches(8, 20, 3)) {
            for (int place = 0; place < batch.rows().length; place++) {
              for (long column = 0; column < 3; column++) {
                assertThat(batch.view().getValue(place, column))
                    .isEqualTo(source.getValue(batch.rows()[place], column));
              }
            }
          }
        }
      }
    }
  }

  @Test
  void theBufferIsSharedAndWhoeverStillReadsTheBatchBeforeIsTold() {
    Iterator<Batch> batches = counting(DType.INT64, MemoryOrder.C, 9).shuffledBatches(3, 9, 1).iterator();
    Batch first = batches.next();
    assertThat(first.view().getLong(2, 0)).isEqualTo(first.rows()[2]);
    MemorySegment buffer = first.view().segment();
    Batch second = batches.next();
    assertThat(second.view().segment()).isEqualTo(buffer);
    assertThatThrownBy(() -> first.view().getLong(0, 0)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("next").hasMessageContaining("copy");
    assertThatThrownBy(() -> first.view().copy()).isInstanceOf(IllegalStateException.class);
    batches.next();
    assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void whoCollectsBatchesIsTold() {
    NdArray array = counting(DType.INT64, MemoryOrder.C, 9);
    List<Batch> collected = array.shuffledBatches(3, 9, 1).stream().toList();
    assertThatThrownBy(() -> collected.get(1).view().getLong(0, 0))
        .isInstanceOf(IllegalStateException.class);
    List<NdArray> copies = array.shuffledBatches(3, 9, 1).stream().map(batch -> batch.view().copy()).toList();
    assertThat(copies.stream().mapToLong(copy -> copy.getLong(0, 0))).doesNotHaveDuplicates();
  }

  @Test
  void aBatchCanBeChangedInItsBuffer() {
    NdArray array = counting(DType.INT64, MemoryOrder.C, 9);
    for (Batch batch : array.shuffledBatches(4, 9, 1)) {
      batch.view().fill(-1L);
      assertThat(batch.view().getLong(0, 0)).isEqualTo(-1);
    }
    assertThat(array.getLong(8, 0)).isEqualTo(8);
  }

  /** A stream that may be parallel must not have two batches at once. */
  @Test
  void streamsStayOnOneThread() {
    NdArray array = counting(DType.INT64, MemoryOrder.C, 5000);
    assertThat(array.shuffledBatches(2, 100, 1).stream().parallel()
        .filter(batch -> batch.view().getLong(1, 0) != batch.rows()[1])).isEmpty();
    assertThat(StreamSupport.stream(array.shuffledBatches(2, 100, 1).spliterator(), true)
        .filter(batch -> batch.view().getLong(1, 0) != batch.rows()[1])).isEmpty();
  }

  @Test
  void rowsWithoutElementsHaveTheirNumbers() {
    for (ArraySpec spec : List.of(ArraySpec.of(DType.FLOAT32, 5, 0),
        ArraySpec.of(DType.INT8, 5, 0, 2).withOrder(MemoryOrder.F))) {
      List<Long> rows = new ArrayList<>();
      for (Batch batch : NdArray.allocate(spec).shuffledBatches(2, 3, 1)) {
        assertThat(batch.view().shape().elementCount()).isZero();
        LongStream.of(batch.rows()).forEach(rows::add);
      }
      assertThat(rows).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
    }
  }

  @Test
  void anIterationThatHasFailedDoesNotSkipRows() throws IOException {
    try (StoredArray array = stored(counting(DType.INT64, MemoryOrder.C, 200_000))) {
      try (RandomAccessFile file = new RandomAccessFile(folder.resolve("x").toFile(), "rw")) {
        file.setLength(4096);
        Iterator<Batch> batches = array.shuffledBatches(100_000, 50_000, 1).iterator();
        assertThatThrownBy(batches::next).isInstanceOf(StorageFaultException.class);
        file.setLength(200_000 * 24);
        assertThatThrownBy(batches::next).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("iteration");
        assertThat(array.shuffledBatches(100_000, 50_000, 1)).hasSize(2);
      }
    }
  }

  @Test
  void aFileThatIsNotInMemory() throws IOException {
    NdArray contents = counting(DType.INT64, MemoryOrder.C, 200_000);
    try (StoredArray array = stored(contents)) {
      for (long window : new long[] {1000, 60_000, 1 << 20}) {
        array.advise(ReadAdvice.DONE_WITH);
        long sum = 0;
        for (Batch batch : array.shuffledBatches(777, window, 1)) {
          for (int place = 0; place < batch.rows().length; place++) {
            sum += batch.rows()[place];
            assertThat(batch.view().getLong(place, 2)).isEqualTo(batch.rows()[place]);
          }
        }
        assertThat(sum).isEqualTo(200_000L * 199_999 / 2);
      }
    }
  }

  @Test
  void whatCannotBeShuffledIsRefused() {
    NdArray array = counting(DType.INT8, MemoryOrder.C, 10);
    for (long window : new long[] {0, -1, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> array.shuffledBatches(3, window, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("windows of " + window);
    }
    assertThatThrownBy(() -> array.shuffledBatches(0, 5, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NdArray.allocate(ArraySpec.of(DType.INT8)).shuffledBatches(1, 1, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void closedArraysRefuseAndTruncatedFilesAreFaults() throws IOException {
    StoredArray array = stored(counting(DType.INT64, MemoryOrder.C, 200_000));
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("x").toFile(), "rw")) {
      file.setLength(4096);
    }
    assertThatThrownBy(() -> array.shuffledBatches(200_000, 50_000, 1).iterator().next())
        .isInstanceOf(StorageFaultException.class).hasMessageContaining("truncated");
    Iterator<Batch> begun = array.shuffledBatches(10, 50_000, 1).iterator();
    array.close();
    assertThatThrownBy(begun::next).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> array.shuffledBatches(10, 50_000, 1)).isInstanceOf(IllegalStateException.class);
  }
}
