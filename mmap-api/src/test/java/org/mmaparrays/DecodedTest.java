package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.ReadOnlyArrayException;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.support.Eventually;
import org.mmaparrays.support.TileStore;

/** An array that is stored in blocks is what it would be in memory, however the blocks cut it. */
class DecodedTest {
  @TempDir
  Path folder;

  private int files;

  private Path file() {
    return folder.resolve("tiles-" + files++);
  }

  private static NdArray filled(DType type, long... dims) {
    NdArray array = NdArray.allocate(ArraySpec.of(type, dims));
    byte[] bytes = new byte[(int) array.segment().byteSize()];
    new Random(Arrays.hashCode(dims)).nextBytes(bytes);
    for (int i = 0; type.name().equals("bool") && i < bytes.length; i++) {
      bytes[i] &= 1;
    }
    array.segment().asByteBuffer().put(bytes);
    return array;
  }

  private static byte[] bytes(NdArray array) {
    return array.copy().segment().toArray(ValueLayout.JAVA_BYTE);
  }

  private static void assertSame(NdArray found, NdArray expected) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(found.dtype()).isEqualTo(expected.dtype());
    assertThat(bytes(found)).isEqualTo(bytes(expected));
  }

  /** Shapes and the tiles that cut them: exactly, over the edge, one in all, rows, columns, single elements. */
  private static final long[][][] CUTS = {
      {{10}, {4}}, {{10}, {10}}, {{10}, {64}}, {{8, 6}, {4, 3}}, {{9, 7}, {4, 3}}, {{9, 7}, {1, 7}},
      {{9, 7}, {9, 1}},
      {{9, 7}, {16, 16}}, {{9, 7}, {1, 1}}, {{9, 7}, {3, 8}}, {{5, 6, 7}, {2, 4, 3}}, {{5, 6, 7}, {2, 6, 7}},
      {{}, {}},
      {{0, 3}, {2, 2}}, {{3, 0}, {2, 2}}, {{4, 3, 2, 5}, {3, 2, 1, 4}}};

  interface Check {
    void check(StoredArray array, NdArray expected) throws Exception;
  }

  private void everyCut(Check check) throws Exception {
    for (DType type : List.of(DType.INT8, DType.FLOAT32.withOrder(ByteOrder.BIG_ENDIAN), DType.COMPLEX128)) {
      for (long[][] cut : CUTS) {
        NdArray contents = filled(type, cut[0]);
        Path file = file();
        TileStore store = TileStore.write(file, contents, cut[1]);
        try (StoredArray array = store.opener(file).open()) {
          check.check(array, contents);
        }
        assertThat(store.open).hasValue(0);
        if (contents.shape().rank() > 0 && contents.shape().dim(0) >= 3) {
          long to = contents.shape().dim(0) - 1;
          try (StoredArray some = store.opener(file).rows(1, to).open()) {
            assertThat(some.rows()).isEqualTo(new RowRange(1, to));
            check.check(some, contents.rows(1, to));
          }
        }
      }
    }
  }

  @Test
  void itLoads() throws Exception {
    everyCut((array, expected) -> assertSame(array.load(), expected));
  }

  @Test
  void everyBoxLoads() throws Exception {
    Random random = new Random(7);
    everyCut((array, expected) -> {
      for (int repeat = 0; repeat < 20; repeat++) {
        int rank = random.nextInt(expected.shape().rank() + 1);
        long[] starts = new long[rank];
        long[] stops = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
          starts[axis] = random.nextLong(expected.shape().dim(axis) + 1);
          stops[axis] = starts[axis] + random.nextLong(expected.shape().dim(axis) - starts[axis] + 1);
        }
        Region region = Region.of(starts, stops);
        assertSame(array.loadRegion(region), expected.region(region));
      }
    });
  }

  @Test
  void everyWalkHasTheRows() throws Exception {
    everyCut((array, expected) -> {
      for (long rows : new long[] {1, 2, 3, 5, 100}) {
        long at = 0;
        for (Chunk chunk : array.chunks(rows)) {
          assertThat(chunk.rows().from()).isEqualTo(at);
          assertSame(chunk.view(), expected.rows(chunk.rows()));
          assertThat(chunk.view().isWritable()).isFalse();
          at = chunk.rows().to();
        }
        assertThat(at).isEqualTo(RowRange.all(expected.shape()).count());
        for (int workers : new int[] {1, 2, 5}) {
          List<Long> counts = array.streaming().chunks(rows).parallel(workers).map(chunk -> {
            assertSame(chunk.view(), expected.rows(chunk.rows()));
            return chunk.rows().count();
          });
          assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(at);
        }
      }
      int batches = 0;
      for (Batch batch : array.batches(2)) {
        assertThat(batch.rows()[0]).isEqualTo(2L * batches++);
      }
    });
  }

  @Test
  void rowsAndElementsAreThoseOfTheArrayInMemory() throws Exception {
    Random random = new Random(8);
    everyCut((array, expected) -> {
      if (expected.shape().rank() > 0) {
        long[] rows = random.longs(20, 0, Math.max(1, expected.shape().dim(0))).toArray();
        long[] some = expected.shape().dim(0) == 0 ? new long[0] : rows;
        assertSame(array.gather(some), expected.gather(some));
        long[] dims = expected.shape().dims();
        dims[0] = some.length;
        DType swapped = expected.dtype().withOrder(ByteOrder.nativeOrder());
        NdArray wide =
            NdArray.allocate(new ArraySpec(swapped, Shape.of(dims), MemoryOrder.F, Attributes.NONE));
        array.gather(some, wide);
        for (int place = 0; place < some.length; place++) {
          NdArray row = NdArray.allocate(ArraySpec.of(swapped, wide.row(place).shape()));
          row.copyFrom(expected.row(some[place]));
          assertSame(wide.row(place), row);
        }
      }
      long count = expected.shape().elementCount();
      long[] flat = count == 0 ? new long[0] : random.longs(50, 0, count).toArray();
      assertSame(array.take(flat), expected.take(flat));
    });
  }

  @Test
  void javaArraysTakeThemAndSayWhatDoesNotFit() throws IOException {
    NdArray contents = filled(DType.FLOAT32, 9, 7);
    Path file = file();
    try (StoredArray array = TileStore.write(file, contents, 4, 3).opener(file).open()) {
      float[] found = new float[2 * 7];
      array.gather(new long[] {8, 1}, found);
      float[] expected = new float[2 * 7];
      contents.gather(new long[] {8, 1}, expected);
      assertThat(found).isEqualTo(expected);
      float[] taken = new float[3];
      array.take(new long[] {62, 0, 31}, taken);
      assertThat(taken[0]).isEqualTo(contents.getFloat(8, 6));
      assertThatThrownBy(() -> array.gather(new long[] {1}, new double[7]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> array.gather(9)).isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("row 9");
      assertThatThrownBy(() -> array.take(63)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> array.loadRegion(Region.rows(0, 10)))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void gatherAndTakeDecodeEachBlockOnce() throws IOException {
    NdArray contents = filled(DType.INT16, 100, 40);
    Path file = file();
    TileStore store = TileStore.write(file, contents, 10, 8);
    try (StoredArray array = store.opener(file).open()) {
      long[] rows = new Random(1).longs(1000, 0, 100).toArray();
      assertSame(array.gather(rows), contents.gather(rows));
      assertThat(store.reads).hasValue(10 * 5);
      long[] flat = new Random(1).longs(20_000, 0, 4000).toArray();
      store.reads.set(0);
      assertSame(array.take(flat), contents.take(flat));
      assertThat(store.reads).hasValue(10 * 5);
      store.reads.set(0);
      assertSame(array.load(), contents);
      assertThat(store.reads).hasValue(10 * 5);
      store.reads.set(0);
      for (Chunk chunk : array.chunks(5)) {
        assertSame(chunk.view(), contents.rows(chunk.rows()));
      }
      assertThat(store.reads).as("small chunks share what is decoded").hasValue(10 * 5);
    }
  }

  @Test
  void shuffledBatchesComeInTheirOrder() throws Exception {
    everyCut((array, expected) -> {
      if (expected.shape().rank() == 0) {
        assertThatThrownBy(() -> array.shuffledBatches(2, 3, 1))
            .isInstanceOf(IndexOutOfBoundsException.class);
        return;
      }
      for (long window : new long[] {1, 3, 100}) {
        Iterator<Batch> right = expected.shuffledBatches(2, window, 11).iterator();
        for (Batch batch : array.shuffledBatches(2, window, 11)) {
          Batch like = right.next();
          assertThat(batch.rows()).isEqualTo(like.rows());
          assertSame(batch.view(), like.view());
        }
        assertThat(right.hasNext()).isFalse();
      }
    });
  }

  @Test
  void itSaysWhatItIsAndCannotDo() throws IOException {
    Path file = file();
    TileStore store = TileStore.write(file, filled(DType.INT8, 4, 4), 2, 2);
    ArrayInfo info = store.opener(file).inspect();
    assertThat(info.mapped()).isFalse();
    assertThat(info.offset()).isEmpty();
    assertThat(info.encoding()).hasValue("tiles of (2, 2)");
    for (OpenMode mode : List.of(OpenMode.READ_WRITE, OpenMode.COPY_ON_WRITE)) {
      assertThatThrownBy(() -> store.opener(file).open(mode)).isInstanceOf(UnsupportedArrayException.class)
          .hasMessageContaining("tiles of (2, 2)").hasMessageContaining("convert");
    }
    assertThat(ArrayStores.writers(ArrayRef.of(file))).isEmpty();
    assertThatThrownBy(() -> store.opener(file).rows(2, 5).open())
        .isInstanceOf(IndexOutOfBoundsException.class);
    try (StoredArray array = store.opener(file).open()) {
      assertThat(array.inPlace()).isEmpty();
      assertThat(array.streaming()).isSameAs(array);
      assertThat(array.changedRows()).isEmpty();
      array.advise(ReadAdvice.SEQUENTIAL);
      array.flush();
      array.flush(new RowRange(0, 4));
      array.writeBack(new RowRange(0, 4));
      array.flushOnExit();
      assertThatThrownBy(array::view).isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("loadRegion");
      assertThatThrownBy(array::commit).isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> array.checkpoint(1, new byte[0])).isInstanceOf(ReadOnlyArrayException.class);
      assertThatThrownBy(() -> array.advise(ReadAdvice.NORMAL, new RowRange(3, 5)))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> array.flush(new RowRange(3, 5))).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void afterTheCloseNothingIsRead() throws IOException {
    Path file = file();
    TileStore store = TileStore.write(file, filled(DType.INT8, 400, 4), 2, 2);
    StoredArray array = store.opener(file).open();
    NdArray kept = array.load();
    Iterator<Chunk> walk = array.chunks(2).iterator();
    NdArray underWay = walk.next().view();
    Iterator<Batch> epoch = array.shuffledBatches(2, 10, 1).iterator();
    assertThat(epoch.next().rows()).hasSize(2);
    array.close();
    array.close();
    assertThat(array.isOpen()).isFalse();
    assertThat(store.open).hasValue(0);
    assertThat(kept.getByte(0, 0)).isEqualTo(kept.getByte(0, 0));
    for (Runnable use : List.<Runnable>of(() -> underWay.getByte(0, 0), () -> underWay.copy(), walk::next,
        epoch::next,
        array::load, array::view, array::inPlace, array::chunks, array::flush,
        () -> array.gather(1), () -> array.take(1), () -> array.shuffledBatches(1, 1, 1),
        () -> array.loadRegion(Region.all()), () -> array.advise(ReadAdvice.NORMAL), array::changedRows)) {
      assertThatThrownBy(use::run).isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("closed");
    }
  }

  @Test
  void aChunkIsGoneWhenTheNextOneComes() throws IOException {
    Path file = file();
    NdArray contents = filled(DType.INT8, 6, 4);
    try (StoredArray array = TileStore.write(file, contents, 2, 2).opener(file).open()) {
      Iterator<Chunk> walk = array.chunks(1).iterator();
      NdArray first = walk.next().view();
      assertSame(first, contents.rows(0, 1));
      NdArray second = walk.next().view();
      assertThatThrownBy(() -> first.getByte(0, 0)).isInstanceOf(IllegalStateException.class);
      assertSame(second, contents.rows(1, 2));
    }
  }

  @Test
  void aBlockThatCannotBeReadIsNamedWhereverItIsAskedFor() throws IOException {
    Path file = file();
    TileStore store = TileStore.write(file, filled(DType.INT8, 40, 4), 2, 4);
    try (StoredArray array = store.opener(file).open()) {
      try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
        cut.setLength(100);
      }
      for (Runnable use : List.<Runnable>of(array::load, () -> array.gather(39), () -> array.take(159),
          () -> array.chunks(4).forEach(chunk -> {}), () -> array.chunks(4).parallel(3).forEach(chunk -> {}),
          () -> array.shuffledBatches(40, 40, 1).forEach(batch -> {}))) {
        assertThatThrownBy(use::run).isInstanceOf(StorageFaultException.class)
            .hasMessageContaining(file.toString())
            .hasMessageContaining("rows ").hasMessageContaining("end of the file")
            .hasCauseInstanceOf(ArrayFormatException.class);
      }
      assertThat(array.loadRegion(Region.rows(0, 20)).shape()).isEqualTo(Shape.of(20, 4));
    }
  }

  @Test
  void anInterruptEndsTheWalkOfItsThreadAndNothingElse() throws Exception {
    Path file = file();
    NdArray contents = filled(DType.INT8, 400, 64);
    try (StoredArray array = TileStore.write(file, contents, 2, 64).opener(file).open()) {
      Thread caller = Thread.currentThread();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread other = Thread.ofPlatform().start(() -> {
        for (int repeat = 0; repeat < 50 && failure.get() == null; repeat++) {
          try {
            assertSame(array.load(), contents);
          } catch (Throwable e) {
            failure.set(e);
          }
        }
      });
      for (int repeat = 0; repeat < 50; repeat++) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> array.chunks(8).forEach(chunk -> {}))
            .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        Thread.currentThread().interrupt();
        assertThat(array.loadRegion(Region.rows(3, 5)).shape()).isEqualTo(Shape.of(2, 64));
        assertThat(array.gather(7).shape()).isEqualTo(Shape.of(1, 64));
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(() -> array.chunks(8).parallel(3).forEach(chunk -> {
          caller.interrupt();
          while (Thread.currentThread() != caller && caller.isInterrupted()) {
            Thread.onSpinWait(); // Or the others would do all there is before the caller notices.
          }
        })).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
      }
      other.join();
      assertThat(failure).hasValue(null);
      assertSame(array.load(), contents);
    }
  }

  @Test
  void whatComesNextIsDecodedMeanwhileAndNoMore() throws Exception {
    Path file = file();
    TileStore store = TileStore.write(file, filled(DType.INT8, 64, 1 << 20), 1, 1 << 20);
    try (StoredArray array = store.opener(file).open()) {
      Iterator<Chunk> walk = array.chunks(4).iterator();
      walk.next();
      Eventually.isTrue(() -> store.reads.get() >= 8);
      Thread.sleep(20); // Time for further reads, of which there must be none.
      assertThat(store.reads).hasValue(8);
    }
  }

  @Test
  void walksThatAreLeftInTheMiddleLeaveNoThreads() throws Exception {
    Path file = file();
    try (StoredArray array = TileStore.write(file, filled(DType.INT8, 64, 64), 1, 64).opener(file).open()) {
      Eventually.isTrue(() -> decoders() == 0); // Or those of another test would be counted while they end.
      List<Iterator<Chunk>> abandoned = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        Iterator<Chunk> walk = array.chunks(1).iterator();
        walk.next();
        abandoned.add(walk);
      }
      assertThat(decoders()).isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
      Eventually.isTrue(() -> decoders() == 0);
      assertThat(abandoned.getFirst().next().rows().from()).isEqualTo(1);
    }
  }

  private static long decoders() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("mmap-arrays-decoder-")).count();
  }

  @Test
  void closingWaitsForNobodyLongAndHarmsNobody() throws Exception {
    NdArray contents = filled(DType.INT8, 400, 64);
    Path file = file();
    TileStore store = TileStore.write(file, contents, 2, 64);
    for (int repeat = 0; repeat < 20; repeat++) {
      StoredArray array = store.opener(file).open();
      CountDownLatch started = new CountDownLatch(1);
      AtomicReference<Throwable> ended = new AtomicReference<>();
      Thread reader = Thread.ofPlatform().start(() -> {
        try {
          while (true) {
            assertSame(array.load(), contents);
            array.chunks(8).forEach(chunk -> {});
            started.countDown();
          }
        } catch (Throwable e) {
          ended.set(e);
        }
      });
      started.await();
      array.close();
      reader.join();
      assertThat(ended.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }
    assertThat(store.open).hasValue(0);
  }

  @Test
  void partitionsAndCopiesHaveTheElements() throws Exception {
    NdArray contents = filled(DType.FLOAT64, 50, 6);
    Path file = file();
    TileStore store = TileStore.write(file, contents, 7, 4);
    try (StoredArray array = store.opener(file).open()) {
      for (Partition partition : array.partitions(3)) {
        try (StoredArray part = partition.open()) {
          assertSame(part.load(), contents.rows(partition.rows()));
        }
      }
    }
    assertThat(Files.exists(file)).isTrue();
    assertThat(store.open).hasValue(0);
  }
}
