package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.mmaparrays.Chunk;
import org.mmaparrays.Chunks;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadOnlyArrayException;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Space;
import org.mmaparrays.spi.Capability;

/** Chunks that are read rather than mapped. */
abstract class StreamingChapter extends ChunkingChapter {
  StreamingChapter() {}

  /** STREAM-1: streamed chunks are every row once, in order, with the elements of the view. */
  @Rule("STREAM-1")
  final void stream1_elements() throws IOException {
    for (Golden golden : goldens()) {
      try (StoredArray array = opener(copyOf(golden)).open()) {
        assertThat(array.streaming().dtype()).isEqualTo(array.dtype());
        assertThat(array.streaming().shape()).isEqualTo(array.shape());
        assertThat(array.streaming().inPlace()).isEmpty();
        for (Chunks chunks : chunksOf(array.streaming())) {
          assertEveryRowOnce(chunks, RowRange.all(array.shape()).count());
          for (Chunk chunk : chunks) {
            assertRows(chunk.view(), chunk.rows(), array.view());
          }
        }
      }
    }
  }

  /** STREAM-2: the workers of a parallel walk, however many, see every streamed chunk once, with its elements. */
  @Rule("STREAM-2")
  final void stream2_workers() throws IOException {
    for (Golden golden : goldens()) {
      try (StoredArray array = opener(copyOf(golden)).open()) {
        Chunks chunks = array.streaming().chunks(1);
        for (int workers = 1; workers <= chunks.count() + 1; workers++) {
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

  /** STREAM-3: setting through a streamed chunk is a ReadOnlyArrayException in every mode, and changes nothing. */
  @Rule("STREAM-3")
  final void stream3_readOnly() throws IOException {
    for (Golden golden : goldens()) {
      Path file = copyOf(golden);
      List<OpenMode> modes = store().capabilities().contains(Capability.WRITE)
          ? List.of(OpenMode.READ, OpenMode.READ_WRITE, OpenMode.COPY_ON_WRITE)
          : List.of(OpenMode.READ, OpenMode.COPY_ON_WRITE);
      for (OpenMode mode : modes) {
        try (StoredArray array = opener(file).open(mode)) {
          NdArray before = array.load();
          NdArray other = wanted(array.spec());
          for (Chunk chunk : array.streaming().chunks(1)) {
            assertThat(chunk.view().isWritable()).as("%s in mode %s", golden, mode).isFalse();
            assertThatThrownBy(() -> chunk.view().copyFrom(other.rows(chunk.rows())))
                .as("%s in mode %s", golden, mode).isInstanceOf(ReadOnlyArrayException.class);
          }
          Indices.assertSame(array.view(), before);
        }
      }
    }
  }

  /** STREAM-4: streamed chunks have changes made before through the view, flushed or not. */
  @Rule(value = "STREAM-4", needs = Capability.WRITE)
  final void stream4_changesAreSeen() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open(OpenMode.READ_WRITE)) {
      assertChangesAreStreamed(array);
    }
  }

  /** STREAM-5: streamed chunks have the private changes of an array that is open copy-on-write. */
  @Rule("STREAM-5")
  final void stream5_privateChangesAreSeen() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open(OpenMode.COPY_ON_WRITE)) {
      assertChangesAreStreamed(array);
    }
  }

  private static void assertChangesAreStreamed(StoredArray array) {
    NdArray wanted = wanted(array.spec());
    Chunks before = array.streaming().chunks(1);
    array.view().copyFrom(wanted);
    for (Chunks chunks : List.of(before, array.streaming().chunks(2))) {
      for (Chunk chunk : chunks) {
        Indices.assertSame(chunk.view(), wanted.rows(chunk.rows()));
      }
    }
  }

  /** STREAM-6: where an array was opened with some of its rows, these are streamed and no others. */
  @Rule("STREAM-6")
  final void stream6_someRows() throws IOException {
    Path file = copyOf(golden());
    long rows = golden().spec().shape().dim(0);
    for (RowRange part : List.of(new RowRange(0, rows / 2), new RowRange(rows / 2, rows))) {
      try (StoredArray array = opener(file).rows(part.from(), part.to()).open();
          StoredArray whole = opener(file).open()) {
        assertEveryRowOnce(array.streaming().chunks(1), part.count());
        for (Chunk chunk : array.streaming().chunks(1)) {
          assertRows(chunk.view(), shifted(chunk.rows(), part.from()), whole.view());
        }
      }
    }
  }

  /** STREAM-7: streamed chunks of a closed array are an IllegalStateException, also those of a walk under way. */
  @Rule("STREAM-7")
  final void stream7_closed() throws IOException {
    StoredArray array = opener(copyOf(golden())).open();
    Chunks chunks = array.streaming().chunks(1);
    Iterator<Chunk> underWay = chunks.iterator();
    assertThat(underWay.next().index()).isZero();
    array.close();
    assertThatThrownBy(() -> array.streaming().chunks(1).iterator().next())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(underWay::next).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> chunks.iterator().next()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> chunks.parallel(2).forEach(chunk -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  /** STREAM-8: a streamed chunk that is kept beyond its turn has its own elements or is an IllegalStateException. */
  @Rule("STREAM-8")
  final void stream8_keptTooLong() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      List<Chunk> kept = new ArrayList<>();
      for (Chunk chunk : array.streaming().chunks(1)) {
        for (Chunk old : kept) {
          try {
            NdArray copy = old.view().copy();
            assertRows(copy, old.rows(), array.view());
          } catch (IllegalStateException overdue) {
            assertThat(overdue.getMessage()).isNotBlank();
          }
        }
        kept.add(chunk);
      }
    }
  }

  /** STREAM-9: an array of many megabytes is several streamed chunks; their bits are the array's. */
  @Rule(value = "STREAM-9", needs = Capability.CREATE)
  final void stream9_severalDefaultChunks() throws IOException {
    NdArray wanted = Samples.random(large(golden().spec(), LARGE_BYTES));
    try (StoredArray array = create(newFile(), large(golden().spec(), LARGE_BYTES))) {
      array.view().copyFrom(wanted);
      assertThat(array.streaming().chunks().count()).isGreaterThan(1);
      assertEveryRowOnce(array.streaming().chunks(), array.shape().dim(0));
      array.streaming().chunks().parallel(2)
          .forEach(chunk -> Indices.assertSame(chunk.view(), wanted.rows(chunk.rows())));
    }
  }

  /** STREAM-10: an array that has been replaced under its name is streamed as it was when it was opened. */
  @Rule(value = "STREAM-10", needs = Capability.CREATE)
  final void stream10_replaced() throws IOException {
    ArraySpec spec = golden().spec();
    try (StoredArray first = create(newFile(), spec)) {
      Samples.fill(first.view());
    }
    try (StoredArray old = opener(newFile()).open()) {
      NdArray wanted = wanted(spec);
      Iterator<Chunk> underWay = old.streaming().chunks(1).iterator();
      Indices.assertSame(underWay.next().view(), wanted.rows(0, 1));
      creator(newFile()).create(spec, OpenMode.CREATE).close();
      while (underWay.hasNext()) {
        Chunk chunk = underWay.next();
        Indices.assertSame(chunk.view(), wanted.rows(chunk.rows()));
      }
      for (Chunk chunk : old.streaming().chunks(1)) {
        Indices.assertSame(chunk.view(), wanted.rows(chunk.rows()));
      }
    }
  }

  /** STREAM-11: of an array of more than 4 GiB, the last rows are streamed as they were set. */
  @Rule(value = "STREAM-11", needs = Capability.CREATE)
  final void stream11_beyondFourGibibytes() throws IOException {
    ArraySpec spec = large(golden().spec(), 5L << 30);
    long rows = spec.shape().dim(0);
    NdArray wanted = wanted(withRows(spec, 3));
    try (StoredArray array = creator(newFile()).space(Space.SPARSE).create(spec, OpenMode.CREATE_NEW)) {
      array.view().rows(rows - 3, rows).copyFrom(wanted);
    }
    try (StoredArray array = opener(newFile()).rows(rows - 3, rows).open()) {
      for (Chunk chunk : array.streaming().chunks(2)) {
        Indices.assertSame(chunk.view(), wanted.rows(chunk.rows()));
      }
    }
  }
}
