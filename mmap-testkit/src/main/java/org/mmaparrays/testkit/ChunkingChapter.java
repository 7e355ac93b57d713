package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.mmaparrays.ArrayData;
import org.mmaparrays.Chunk;
import org.mmaparrays.Chunks;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadOnlyArrayException;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;
import org.mmaparrays.spi.Capability;

/** Rows in their order, some at a time, on one thread or on several. */
abstract class ChunkingChapter extends ReadingChapter {
  /** More than one chunk of the default size, and enough for several threads. */
  static final int LARGE_BYTES = 5 << 20;

  ChunkingChapter() {}

  /** CHUNK-1: chunks of any number of rows, or of the default one, are every row once, in order; the last has the rest. */
  @Rule("CHUNK-1")
  final void chunk1_everyRowOnceInOrder() throws IOException {
    for (Golden golden : goldens()) {
      try (StoredArray array = opener(copyOf(golden)).open()) {
        for (Chunks chunks : chunksOf(array)) {
          assertEveryRowOnce(chunks, RowRange.all(array.shape()).count());
        }
      }
    }
  }

  /** CHUNK-2: the elements of a chunk are those of its rows. */
  @Rule("CHUNK-2")
  final void chunk2_elements() throws IOException {
    for (Golden golden : goldens()) {
      try (StoredArray array = opener(copyOf(golden)).open()) {
        for (Chunks chunks : chunksOf(array)) {
          for (Chunk chunk : chunks) {
            assertRows(chunk.view(), chunk.rows(), array.view());
          }
          chunks.stream().forEach(chunk -> assertRows(chunk.view(), chunk.rows(), array.view()));
        }
      }
    }
  }

  /** CHUNK-3: chunks of no rows, and no workers, are an IllegalArgumentException. */
  @Rule("CHUNK-3")
  final void chunk3_sizes() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      for (int none : new int[] {0, -1}) {
        assertThatThrownBy(() -> array.chunks(none)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> array.view().chunks(none)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> array.chunks(1).parallel(none)).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  /** CHUNK-4: each iteration starts anew and disturbs no other; past the last chunk is a NoSuchElementException. */
  @Rule("CHUNK-4")
  final void chunk4_iterationsAreIndependent() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      Chunks chunks = array.chunks(1);
      Iterator<Chunk> slow = chunks.iterator();
      while (slow.hasNext()) {
        Chunk chunk = slow.next();
        assertEveryRowOnce(chunks, array.shape().dim(0));
        assertRows(chunk.view(), chunk.rows(), array.view());
      }
      assertThatThrownBy(slow::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  /** CHUNK-5: the workers of a parallel walk, however many, see every chunk once, with its elements. */
  @Rule("CHUNK-5")
  final void chunk5_workers() throws IOException {
    for (Golden golden : goldens()) {
      try (StoredArray array = opener(copyOf(golden)).open()) {
        Chunks chunks = array.chunks(1);
        for (int workers = 1; workers <= chunks.count() + 2; workers++) {
          Queue<Long> seen = new ConcurrentLinkedQueue<>();
          chunks.parallel(workers).forEach(chunk -> {
            seen.add(chunk.index());
            assertRows(chunk.view(), chunk.rows(), array.view());
          });
          assertThat(seen).as("%d workers", workers)
              .containsExactlyInAnyOrderElementsOf(LongStream.range(0, chunks.count()).boxed().toList());
        }
      }
    }
  }

  /** CHUNK-6: the results of a parallel walk are in the order of rows, not in that of their completion. */
  @Rule("CHUNK-6")
  final void chunk6_resultsInOrder() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      Chunks chunks = array.chunks(1);
      List<RowRange> rows = chunks.parallel(4).map(chunk -> {
        pause(2 * (chunks.count() - chunk.index()));
        return chunk.rows();
      });
      assertThat(rows).isEqualTo(chunks.stream().map(Chunk::rows).toList());
    }
  }

  /** CHUNK-7: each worker has an action of its own, which no other thread runs; the caller is one of them. */
  @Rule("CHUNK-7")
  final void chunk7_actionsOfWorkers() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      Queue<Thread> makers = new ConcurrentLinkedQueue<>();
      array.chunks(1).parallel(3).forEachWith(() -> {
        Thread maker = Thread.currentThread();
        makers.add(maker);
        return chunk -> {
          pause(2);
          assertThat(Thread.currentThread()).isSameAs(maker);
        };
      });
      assertThat(makers).hasSizeBetween(1, 3).doesNotHaveDuplicates().contains(Thread.currentThread());
    }
  }

  /** CHUNK-8: an exception of a worker reaches the caller unchanged, once no worker is at work any more. */
  @Rule("CHUNK-8")
  final void chunk8_failures() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      for (Throwable thrown : List.of(new UnsupportedOperationException("no"), new AssertionError("never"))) {
        for (int workers = 1; workers <= 3; workers++) {
          AtomicInteger working = new AtomicInteger();
          int number = workers;
          Throwable caught = catchThrowable(() -> array.chunks(1).parallel(number).forEach(chunk -> {
            working.incrementAndGet();
            try {
              pause(2);
              if (chunk.index() == 0) {
                rethrow(thrown);
              }
            } finally {
              working.decrementAndGet();
            }
          }));
          assertThat(caught).as("%d workers", workers).isSameAs(thrown);
          assertThat(working).as("%d workers", workers).hasValue(0);
        }
      }
    }
  }

  /** CHUNK-9: where an array was opened with some of its rows, its chunks are these, counted from the first of them. */
  @Rule("CHUNK-9")
  final void chunk9_someRows() throws IOException {
    for (Golden golden : goldens()) {
      long rows = RowRange.all(golden.spec().shape()).count();
      if (golden.spec().shape().rank() == 0) {
        continue;
      }
      Path file = copyOf(golden);
      try (StoredArray array = opener(file).rows(rows / 2, rows).open();
          StoredArray whole = opener(file).open()) {
        for (Chunks chunks : chunksOf(array)) {
          assertEveryRowOnce(chunks, rows - rows / 2);
          for (Chunk chunk : chunks) {
            assertRows(chunk.view(), shifted(chunk.rows(), rows / 2), whole.view());
          }
        }
      }
    }
  }

  /** CHUNK-10: elements that workers set through chunks are there when the array is opened again. */
  @Rule(value = "CHUNK-10", needs = Capability.WRITE)
  final void chunk10_changesAreKept() throws IOException {
    Path file = copyOf(golden());
    try (StoredArray array = opener(file).open(OpenMode.READ_WRITE)) {
      NdArray wanted = wanted(array.spec());
      array.chunks(1).parallel(3).forEach(chunk -> chunk.view().copyFrom(wanted.rows(chunk.rows())));
    }
    try (StoredArray array = opener(file).open()) {
      Indices.assertElements(array.view(), position -> Samples.value(array.dtype(), position));
    }
  }

  /** CHUNK-11: changes through chunks in copy-on-write mode are in chunks and view alike, and never reach the file. */
  @Rule("CHUNK-11")
  final void chunk11_privateChanges() throws IOException {
    Path file = copyOf(golden());
    Map<String, String> before = contents();
    try (StoredArray array = opener(file).open(OpenMode.COPY_ON_WRITE)) {
      NdArray wanted = wanted(array.spec());
      array.chunks(2).parallel(2).forEach(chunk -> chunk.view().copyFrom(wanted.rows(chunk.rows())));
      Indices.assertElements(array.view(), position -> Samples.value(array.dtype(), position));
      for (Chunk chunk : array.chunks(1)) {
        Indices.assertSame(chunk.view(), wanted.rows(chunk.rows()));
      }
    }
    assertThat(contents()).isEqualTo(before);
  }

  /** CHUNK-12: setting through a chunk of an array that is open for reading is a ReadOnlyArrayException. */
  @Rule("CHUNK-12")
  final void chunk12_readOnly() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      NdArray before = array.load();
      NdArray other = wanted(array.spec());
      for (Chunk chunk : array.chunks(1)) {
        assertThatThrownBy(() -> chunk.view().copyFrom(other.rows(chunk.rows())))
            .isInstanceOf(ReadOnlyArrayException.class);
      }
      Indices.assertSame(array.view(), before);
    }
  }

  /** CHUNK-13: chunks of a closed array are an IllegalStateException, also those of a walk under way. */
  @Rule("CHUNK-13")
  final void chunk13_closed() throws IOException {
    StoredArray array = opener(copyOf(golden())).open();
    Chunks chunks = array.chunks(1);
    Iterator<Chunk> underWay = chunks.iterator();
    NdArray kept = underWay.next().view();
    array.close();
    assertThatThrownBy(() -> array.chunks(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(underWay::next).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(kept::copy).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> chunks.iterator().next()).isInstanceOf(IllegalStateException.class);
    for (int workers : new int[] {1, 3}) {
      assertThatThrownBy(() -> chunks.parallel(workers).forEach(chunk -> {}))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  /** CHUNK-14: arrays walked side by side keep each their own elements. */
  @Rule("CHUNK-14")
  final void chunk14_sideBySide() throws IOException {
    List<StoredArray> arrays = new ArrayList<>();
    try {
      List<NdArray> loaded = new ArrayList<>();
      List<Iterator<Chunk>> walks = new ArrayList<>();
      for (Golden golden : goldens()) {
        StoredArray array = opener(copyOf(golden)).open();
        arrays.add(array);
        loaded.add(array.load());
        walks.add(array.chunks(1).iterator());
      }
      while (walks.stream().anyMatch(Iterator::hasNext)) {
        for (int k = 0; k < walks.size(); k++) {
          if (walks.get(k).hasNext()) {
            Chunk chunk = walks.get(k).next();
            assertRows(chunk.view(), chunk.rows(), loaded.get(k));
          }
        }
      }
    } finally {
      arrays.forEach(StoredArray::close);
    }
  }

  /** CHUNK-15: an array without elements has chunks for its rows, if it has any, and none without. */
  @Rule(value = "CHUNK-15", needs = {Capability.CREATE, Capability.ZERO_LENGTH})
  final void chunk15_noElements() throws IOException {
    long[] dims = golden().spec().shape().dims();
    for (int axis = 0; axis < dims.length; axis++) {
      long[] empty = dims.clone();
      empty[axis] = 0;
      Path file = newFile("empty" + axis + "-");
      try (StoredArray array = create(file, golden().spec().withShape(Shape.of(empty)))) {
        for (ArrayData data : List.of(array, array.view(), array.streaming())) {
          assertEveryRowOnce(data.chunks(2), empty[0]);
          assertEveryRowOnce(data.chunks(), empty[0]);
          List<Long> counts = data.chunks(2).parallel(2).map(chunk -> chunk.view().shape().elementCount());
          assertThat(counts).hasSize((int) Math.ceilDiv(empty[0], 2L)).allMatch(none -> none == 0);
        }
      }
    }
  }

  /** CHUNK-16: an array without axes is one chunk of one row. */
  @Rule(value = "CHUNK-16", needs = {Capability.CREATE, Capability.ANY_RANK})
  final void chunk16_noAxes() throws IOException {
    try (StoredArray array = create(newFile(), golden().spec().withShape(Shape.of()))) {
      Samples.fill(array.view());
      for (ArrayData data : List.of(array, array.view(), array.streaming())) {
        assertEveryRowOnce(data.chunks(), 1);
        assertEveryRowOnce(data.chunks(3), 1);
        for (Chunk chunk : data.chunks()) {
          assertThat(chunk.view().getValue()).isEqualTo(Samples.value(array.dtype(), 0));
        }
      }
    }
  }

  /** CHUNK-17: an array of many megabytes is several chunks of the default number of rows; their bits are the array's. */
  @Rule(value = "CHUNK-17", needs = Capability.CREATE)
  final void chunk17_severalDefaultChunks() throws IOException {
    NdArray wanted = Samples.random(large(golden().spec(), LARGE_BYTES));
    Path file = newFile();
    try (StoredArray array = create(file, large(golden().spec(), LARGE_BYTES))) {
      array.chunks().parallel(2).forEach(chunk -> chunk.view().copyFrom(wanted.rows(chunk.rows())));
    }
    try (StoredArray array = opener(file).open()) {
      assertThat(array.chunks().count()).isGreaterThan(1);
      assertEveryRowOnce(array.chunks(), array.shape().dim(0));
      for (Chunk chunk : array.chunks()) {
        Indices.assertSame(chunk.view(), wanted.rows(chunk.rows()));
      }
    }
  }

  /** Chunks of all sizes that could matter. */
  static List<Chunks> chunksOf(ArrayData data) {
    long rows = RowRange.all(data.shape()).count();
    return Stream.concat(
        LongStream.of(1, 2, rows - 1, rows, rows + 1, Long.MAX_VALUE).filter(size -> size > 0).distinct()
            .mapToObj(data::chunks),
        Stream.of(data.chunks())).toList();
  }

  static void assertEveryRowOnce(Chunks chunks, long rows) {
    long index = 0;
    long next = 0;
    for (Chunk chunk : chunks) {
      assertThat(chunk.index()).isEqualTo(index++);
      assertThat(chunk.rows())
          .isEqualTo(new RowRange(next, next + Math.min(chunks.rowsPerChunk(), rows - next)));
      next = chunk.rows().to();
    }
    assertThat(next).as("rows seen").isEqualTo(rows);
    assertThat(index).as("chunks seen").isEqualTo(chunks.count());
  }

  /** Checks that a view has some rows of an array. */
  static void assertRows(NdArray view, RowRange rows, NdArray all) {
    Indices.assertSame(view, all.rows(rows));
  }

  static RowRange shifted(RowRange rows, long by) {
    return new RowRange(rows.from() + by, rows.to() + by);
  }

  /** Returns elements in memory that depend on their position, as {@link Samples#fill} sets them. */
  static NdArray wanted(ArraySpec spec) {
    NdArray wanted = NdArray.allocate(spec);
    Samples.fill(wanted);
    return wanted;
  }

  /** Returns the same with another number of rows. */
  static ArraySpec withRows(ArraySpec spec, long rows) {
    long[] dims = spec.shape().dims();
    dims[0] = rows;
    return spec.withShape(Shape.of(dims));
  }

  /** Returns a shape of as many axes as a sample has, rows of at most 1000 elements, and about so many bytes. */
  static ArraySpec large(ArraySpec sample, long bytes) {
    long[] dims = new long[sample.shape().rank()];
    Arrays.fill(dims, 1);
    dims[dims.length - 1] = 1000;
    long rowElements = dims.length == 1 ? 1 : 1000;
    dims[0] = bytes / sample.dtype().byteSize() / rowElements;
    return sample.withShape(Shape.of(dims));
  }

  private static void rethrow(Throwable thrown) {
    switch (thrown) {
      case RuntimeException exception -> throw exception;
      case Error error -> throw error;
      default -> throw new AssertionError(thrown);
    }
  }
}
