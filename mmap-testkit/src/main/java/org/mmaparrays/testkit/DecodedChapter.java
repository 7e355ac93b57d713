package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.mmaparrays.Batch;
import org.mmaparrays.Chunk;
import org.mmaparrays.Chunks;
import org.mmaparrays.NdArray;
import org.mmaparrays.Partition;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.ReadOnlyArrayException;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Capability;

/** Arrays that are stored in blocks, which are decoded as they are asked for. */
abstract class DecodedChapter extends LifetimeChapter {
  /** The largest array that is read as a whole, after a byte was changed. */
  private static final long MOST_BYTES = 1 << 20;

  DecodedChapter() {}

  private static NdArray contents(Golden golden) {
    NdArray contents = NdArray.allocate(plain(golden.spec()));
    long position = 0;
    for (long[] index : new Indices(contents.shape())) {
      contents.setValue(index, golden.values().apply(position++));
    }
    return contents;
  }

  private static boolean hasRows(Golden golden) {
    return golden.spec().shape().rank() > 0;
  }

  /** DECODED-1: there is a golden file that is decoded; opening and inspecting tell its spec, how it is stored, and no offset. */
  @Rule(value = "DECODED-1", needs = Capability.DECODED)
  final void decoded1_description() throws IOException {
    assertThat(decodedGoldens()).isNotEmpty();
    for (Golden golden : decodedGoldens()) {
      Path file = copyOf(golden);
      ArrayInfo inspected = opener(file).inspect();
      assertThat(inspected.spec()).isEqualTo(golden.spec());
      assertThat(inspected.mapped()).isFalse();
      assertThat(inspected.offset()).isEmpty();
      assertThat(inspected.encoding()).hasValueSatisfying(
          encoding -> assertThat(encoding).isNotBlank().doesNotContain("\n"));
      try (StoredArray array = opener(file).open()) {
        assertThat(array.info()).isEqualTo(inspected);
        assertThat(array.mode()).isEqualTo(OpenMode.READ);
      }
    }
  }

  /** DECODED-2: no golden file is decoded. */
  @Rule(value = "DECODED-2", lacks = Capability.DECODED)
  final void decoded2_undeclared() {
    assertThat(decodedGoldens()).isEmpty();
  }

  /** DECODED-3: a loaded copy, of all or of any box, has the known elements, and outlives the array. */
  @Rule(value = "DECODED-3", needs = Capability.DECODED)
  final void decoded3_loading() throws IOException {
    Random random = new Random(Samples.SEED);
    for (Golden golden : decodedGoldens()) {
      NdArray contents = contents(golden);
      List<Region> regions = new ArrayList<>(List.of(Region.all()));
      for (int box = 0; box < 50; box++) {
        regions.add(someBox(contents.shape(), random));
      }
      List<NdArray> loaded = new ArrayList<>();
      try (StoredArray array = opener(copyOf(golden)).open()) {
        assertThat(array.load().dtype()).isEqualTo(array.dtype());
        loaded.add(array.load());
        regions.forEach(region -> loaded.add(array.loadRegion(region)));
        long[] outside = contents.shape().dims();
        for (int axis = 0; axis < outside.length; axis++) {
          outside[axis]++;
          assertThatThrownBy(() -> array.loadRegion(Region.of(new long[outside.length], outside)))
              .isInstanceOf(IndexOutOfBoundsException.class);
          outside[axis]--;
        }
      }
      Indices.assertElements(loaded.getFirst(), golden.values());
      for (int box = 0; box < regions.size(); box++) {
        Indices.assertSame(loaded.get(box + 1), contents.region(regions.get(box)));
      }
    }
  }

  private static Region someBox(Shape shape, Random random) {
    long[] starts = new long[random.nextInt(shape.rank() + 1)];
    long[] stops = new long[starts.length];
    for (int axis = 0; axis < starts.length; axis++) {
      starts[axis] = random.nextLong(shape.dim(axis) + 1);
      stops[axis] = starts[axis] + random.nextLong(shape.dim(axis) - starts[axis] + 1);
    }
    return Region.of(starts, stops);
  }

  /** DECODED-4: chunks of any length are every row once, in order, with their elements; streamed ones, too. */
  @Rule(value = "DECODED-4", needs = Capability.DECODED)
  final void decoded4_chunks() throws IOException {
    for (Golden golden : decodedGoldens()) {
      NdArray contents = contents(golden);
      try (StoredArray array = opener(copyOf(golden)).open()) {
        for (Chunks chunks : Stream.of(array, array.streaming()).flatMap(data -> chunksOf(data).stream())
            .toList()) {
          assertEveryRowOnce(chunks, RowRange.all(array.shape()).count());
          for (Chunk chunk : chunks) {
            assertRows(chunk.view(), chunk.rows(), contents);
          }
        }
      }
    }
  }

  /** DECODED-5: the workers of a parallel walk, however many, see every chunk once, with its elements. */
  @Rule(value = "DECODED-5", needs = Capability.DECODED)
  final void decoded5_workers() throws IOException {
    for (Golden golden : decodedGoldens()) {
      NdArray contents = contents(golden);
      try (StoredArray array = opener(copyOf(golden)).open()) {
        Chunks chunks = array.chunks(1);
        for (int workers = 1; workers <= Math.min(8, chunks.count() + 1); workers++) {
          Queue<Long> seen = new ConcurrentLinkedQueue<>();
          chunks.parallel(workers).forEach(chunk -> {
            seen.add(chunk.index());
            assertRows(chunk.view(), chunk.rows(), contents);
          });
          assertThat(seen).as("%d workers", workers)
              .containsExactlyInAnyOrderElementsOf(LongStream.range(0, chunks.count()).boxed().toList());
        }
      }
    }
  }

  /** DECODED-6: rows and elements are gathered and taken as from memory, into targets of either byte order; one outside is an IndexOutOfBoundsException. */
  @Rule(value = "DECODED-6", needs = Capability.DECODED)
  final void decoded6_gather() throws IOException {
    for (Golden golden : decodedGoldens()) {
      NdArray contents = contents(golden);
      try (StoredArray array = opener(copyOf(golden)).open()) {
        long[] flat = scattered(contents.shape().elementCount());
        Indices.assertSame(array.take(flat), contents.take(flat));
        assertThatThrownBy(() -> array.take(contents.shape().elementCount()))
            .isInstanceOf(IndexOutOfBoundsException.class);
        if (!hasRows(golden)) {
          continue;
        }
        long[] rows = scattered(contents.shape().dim(0));
        assertGathered(array.gather(rows), rows, contents);
        ArraySpec same = withRows(contents, rows.length);
        for (ArraySpec spec : List.of(same, same.withDType(otherByteOrder(same.dtype())))) {
          NdArray target = NdArray.allocate(spec);
          array.gather(rows, target);
          assertGathered(target, rows, contents);
        }
        for (long outside : new long[] {-1, contents.shape().dim(0)}) {
          assertThatThrownBy(() -> array.gather(outside)).isInstanceOf(IndexOutOfBoundsException.class)
              .hasMessageContaining(Long.toString(outside));
        }
      }
    }
  }

  private static ArraySpec withRows(NdArray contents, long rows) {
    return withRows(ArraySpec.of(contents.dtype(), contents.shape()), rows);
  }

  /** DECODED-7: batches in order, and shuffled ones in the documented order, have their elements. */
  @Rule(value = "DECODED-7", needs = Capability.DECODED)
  final void decoded7_batches() throws IOException {
    for (Golden golden : decodedGoldens()) {
      if (!hasRows(golden) || golden.spec().shape().dim(0) == 0) {
        continue;
      }
      NdArray contents = contents(golden);
      long count = contents.shape().dim(0);
      try (StoredArray array = opener(copyOf(golden)).open()) {
        for (int size : new int[] {1, 2, 1000}) {
          assertBatches(array.batches(size), LongStream.range(0, count).toArray(), contents);
          for (long window : new long[] {1, 3, count, Long.MAX_VALUE}) {
            assertBatches(array.shuffledBatches(size, window, Samples.SEED),
                ShuffledOrder.of(count, window, Samples.SEED), contents);
          }
        }
      }
    }
  }

  private static void assertBatches(Iterable<Batch> batches, long[] order, NdArray contents) {
    int place = 0;
    for (Batch batch : batches) {
      assertThat(batch.rows()).containsExactly(Arrays.copyOfRange(order, place, place + batch.rows().length));
      Indices.assertSame(batch.view(), contents.gather(batch.rows()));
      place += batch.rows().length;
    }
    assertThat(place).isEqualTo(order.length);
  }

  /** DECODED-8: some rows, opened alone or as partitions, are these rows and no others. */
  @Rule(value = "DECODED-8", needs = Capability.DECODED)
  final void decoded8_someRows() throws IOException {
    for (Golden golden : decodedGoldens()) {
      if (!hasRows(golden)) {
        continue;
      }
      Path file = copyOf(golden);
      NdArray contents = contents(golden);
      long count = contents.shape().dim(0);
      for (RowRange rows : List.of(new RowRange(0, count / 2), new RowRange(count / 3, count),
          new RowRange(count, count))) {
        try (StoredArray some = opener(file).rows(rows.from(), rows.to()).open()) {
          assertThat(some.rows()).isEqualTo(rows);
          assertThat(some.info().spec()).isEqualTo(withRows(golden.spec(), rows.count()));
          assertSomeRows(some, contents.rows(rows));
        }
      }
      assertThatThrownBy(() -> opener(file).rows(0, count + 1).open())
          .isInstanceOf(IndexOutOfBoundsException.class);
      try (StoredArray array = opener(file).open()) {
        for (Partition partition : array.partitions(3)) {
          try (StoredArray part = partition.open()) {
            assertSomeRows(part, contents.rows(partition.rows()));
          }
        }
      }
    }
  }

  private static void assertSomeRows(StoredArray some, NdArray contents) {
    Indices.assertSame(some.load(), contents);
    for (Chunk chunk : some.chunks(2)) {
      assertRows(chunk.view(), chunk.rows(), contents);
    }
    long[] rows = scattered(contents.shape().dim(0));
    assertGathered(some.gather(rows), rows, contents);
    long[] flat = scattered(contents.shape().elementCount());
    Indices.assertSame(some.take(flat), contents.take(flat));
  }

  /** DECODED-9: there is no view of all elements: view is an UnsupportedOperationException, and nothing is in place. */
  @Rule(value = "DECODED-9", needs = Capability.DECODED)
  final void decoded9_noView() throws IOException {
    for (Golden golden : decodedGoldens()) {
      try (StoredArray array = opener(copyOf(golden)).open()) {
        assertThatThrownBy(array::view).isInstanceOf(UnsupportedOperationException.class)
            .hasMessageContaining(array.info().encoding().orElseThrow());
        assertThat(array.inPlace()).isEmpty();
        assertThat(array.streaming().inPlace()).isEmpty();
      }
    }
  }

  /** DECODED-10: opening in a mode that changes is an UnsupportedArrayException that says how the array is stored, and changes no file. */
  @Rule(value = "DECODED-10", needs = Capability.DECODED)
  final void decoded10_modes() throws IOException {
    for (Golden golden : decodedGoldens()) {
      Path file = copyOf(golden);
      String encoding = opener(file).inspect().encoding().orElseThrow();
      Map<String, String> before = contents();
      assertThatThrownBy(() -> opener(file).open(OpenMode.COPY_ON_WRITE))
          .isInstanceOf(UnsupportedArrayException.class).hasMessageContaining(encoding);
      assertThatThrownBy(() -> opener(file).open(OpenMode.READ_WRITE))
          .isInstanceOf(UnsupportedArrayException.class)
          .hasMessageContaining(store().capabilities().contains(Capability.WRITE) ? encoding : "reads only");
      assertThat(contents()).isEqualTo(before);
    }
  }

  /** DECODED-11: nothing can be set, committed or checkpointed; flushing and advising do nothing, and nothing has changed. */
  @Rule(value = "DECODED-11", needs = Capability.DECODED)
  final void decoded11_nothingIsChanged() throws IOException {
    for (Golden golden : decodedGoldens()) {
      Path file = copyOf(golden);
      Map<String, String> before = contents();
      try (StoredArray array = opener(file).open()) {
        for (Chunk chunk : array.chunks(1)) {
          assertThat(chunk.view().isWritable()).isFalse();
          assertThatThrownBy(() -> chunk.view().copyFrom(chunk.view().copy()))
              .isInstanceOf(ReadOnlyArrayException.class);
        }
        assertThatThrownBy(array::commit).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> array.checkpoint(0, new byte[0])).isInstanceOf(ReadOnlyArrayException.class);
        RowRange all = RowRange.all(array.shape());
        for (ReadAdvice advice : ReadAdvice.values()) {
          array.advise(advice);
          array.advise(advice, all);
        }
        array.flush();
        array.flush(all);
        array.writeBack(all);
        array.flushOnExit();
        assertThat(array.changedRows()).isEmpty();
        Indices.assertSame(array.load(), contents(golden));
      }
      assertThat(contents()).isEqualTo(before);
    }
  }

  /** DECODED-12: every use of a closed array is an IllegalStateException, also of a walk under way and its chunk. */
  @Rule(value = "DECODED-12", needs = Capability.DECODED)
  final void decoded12_closed() throws IOException {
    for (Golden golden : decodedGoldens()) {
      StoredArray array = opener(copyOf(golden)).open();
      Chunks chunks = array.chunks(1);
      Iterator<Chunk> underWay = chunks.iterator();
      List<Runnable> uses = new ArrayList<>(List.of(array::view, array::load, array::flush, array::inPlace,
          () -> array.loadRegion(Region.all()), () -> array.take(0), array::chunks, () -> array.batches(1),
          () -> chunks.parallel(2).forEach(chunk -> {})));
      if (underWay.hasNext()) {
        NdArray view = underWay.next().view();
        uses.add(view::copy);
        uses.add(() -> chunks.iterator().next());
      }
      if (underWay.hasNext()) {
        uses.add(underWay::next);
      }
      array.close();
      array.close();
      assertThat(array.isOpen()).isFalse();
      if (chunks.count() == 0) {
        uses.removeLast();
      }
      for (Runnable use : uses) {
        assertThatThrownBy(use::run).isInstanceOf(IllegalStateException.class);
      }
    }
  }

  /** DECODED-13: a chunk that is kept beyond its turn has its own elements or is an IllegalStateException. */
  @Rule(value = "DECODED-13", needs = Capability.DECODED)
  final void decoded13_keptTooLong() throws IOException {
    for (Golden golden : decodedGoldens()) {
      NdArray contents = contents(golden);
      try (StoredArray array = opener(copyOf(golden)).open()) {
        List<Chunk> kept = new ArrayList<>();
        for (Chunk chunk : array.chunks(1)) {
          for (Chunk old : kept) {
            try {
              assertRows(old.view().copy(), old.rows(), contents);
            } catch (IllegalStateException overdue) {
              assertThat(overdue.getMessage()).isNotBlank();
            }
          }
          kept.add(chunk);
        }
      }
    }
  }

  /** DECODED-14: threads that read at the same time, each in its own way, all get true values. */
  @Rule(value = "DECODED-14", needs = Capability.DECODED)
  final void decoded14_threads() throws Exception {
    for (Golden golden : decodedGoldens()) {
      NdArray contents = contents(golden);
      long[] flat = scattered(contents.shape().elementCount());
      try (StoredArray array = opener(copyOf(golden)).open()) {
        inParallel(thread -> {
          for (int round = 0; round < 10; round++) {
            switch ((thread + round) % 3) {
              case 0 -> Indices.assertSame(array.load(), contents);
              case 1 -> Indices.assertSame(array.take(flat), contents.take(flat));
              default ->
                array.chunks(1 + round).forEach(chunk -> assertRows(chunk.view(), chunk.rows(), contents));
            }
          }
        });
      }
    }
  }

  /** DECODED-15: an interrupt ends the walk of its thread with a CancellationException, and no other. */
  @Rule(value = "DECODED-15", needs = Capability.DECODED)
  final void decoded15_interrupt() throws Exception {
    for (Golden golden : decodedGoldens()) {
      NdArray contents = contents(golden);
      try (StoredArray array = opener(copyOf(golden)).open()) {
        inParallel(thread -> {
          for (int round = 0; round < 10; round++) {
            if (thread > 0) {
              Indices.assertSame(array.load(), contents);
              continue;
            }
            Thread.currentThread().interrupt();
            if (array.chunks().count() > 0) {
              assertThatThrownBy(() -> array.chunks().forEach(chunk -> {}))
                  .isInstanceOf(CancellationException.class);
            }
            Indices.assertSame(array.load(), contents);
            assertThat(Thread.interrupted()).as("still marked as interrupted").isTrue();
          }
        });
        Indices.assertSame(array.load(), contents);
      }
    }
  }

  /** DECODED-16: threads that read while another closes get true values, then IllegalStateException. */
  @Rule(value = "DECODED-16", needs = Capability.DECODED)
  final void decoded16_closeUnderReaders() throws Exception {
    Golden golden = decodedGoldens().getFirst();
    Path file = copyOf(golden);
    NdArray contents = contents(golden);
    for (int round = 0; round < 20; round++) {
      StoredArray array = opener(file).open();
      CountDownLatch reading = new CountDownLatch(2);
      inParallel(thread -> {
        if (thread == 0) {
          awaitQuietly(reading);
          array.close();
          return;
        }
        try {
          while (true) {
            Indices.assertSame(array.load(), contents);
            reading.countDown();
            array.chunks(1).forEach(chunk -> {
              NdArray copy;
              try {
                copy = chunk.view().copy();
              } catch (IllegalStateException closed) {
                return;
              }
              assertRows(copy, chunk.rows(), contents);
            });
          }
        } catch (IllegalStateException closed) {
          assertThat(Thread.interrupted()).isFalse();
        } finally {
          reading.countDown();
        }
      });
    }
  }

  /** DECODED-17: an array whose file is replaced under its name goes on as it was when it was opened. */
  @Rule(value = "DECODED-17", needs = Capability.DECODED)
  final void decoded17_replaced() throws IOException {
    for (Golden golden : decodedGoldens()) {
      Path file = copyOf(golden);
      NdArray contents = contents(golden);
      try (StoredArray array = opener(file).open()) {
        Path other = Files.write(folder.resolve("other"), randomBytes((int) Files.size(file)));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        Indices.assertSame(array.load(), contents);
        for (Chunk chunk : array.chunks(1)) {
          assertRows(chunk.view(), chunk.rows(), contents);
        }
      }
    }
  }

  /** DECODED-18: once closed, no descriptor of the file is left, and reading has changed no file. */
  @Rule(value = "DECODED-18", needs = Capability.DECODED)
  final void decoded18_nothingLeaks() throws IOException {
    for (Golden golden : decodedGoldens()) {
      Path file = copyOf(golden);
      Map<String, String> before = contents();
      try (StoredArray array = opener(file).open()) {
        Indices.assertSame(array.load(), contents(golden));
      }
      assertThat(contents()).isEqualTo(before);
    }
    Path descriptors = Path.of("/proc/self/fd");
    if (Files.isDirectory(descriptors)) {
      try (Stream<Path> open = Files.list(descriptors)) {
        assertThat(open.filter(Files::exists).map(LifetimeChapter::linkTarget))
            .noneMatch(target -> target.contains(folder.toString()));
      }
    }
  }

  /** DECODED-19: a truncated file is refused when it is opened, or a StorageFaultException where it is read, or has its elements. */
  @Rule(value = "DECODED-19", needs = Capability.DECODED)
  final void decoded19_truncated() throws IOException {
    for (Golden golden : decodedGoldens()) {
      Path file = copyOf(golden);
      NdArray contents = contents(golden);
      byte[] whole = Files.readAllBytes(file);
      for (int length = 0; length < whole.length; length += step(whole.length)) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertEndsWell(file, golden + " cut to " + length + " of " + whole.length + " bytes",
            array -> Indices.assertSame(array.load(), contents));
      }
      Files.write(file, whole);
    }
  }

  /** DECODED-20: with any byte changed, a file is refused, a StorageFaultException where it is read, or read as it says; soon. */
  @Rule(value = "DECODED-20", needs = Capability.DECODED)
  final void decoded20_changedBytes() throws IOException {
    Random random = new Random(Samples.SEED);
    for (Golden golden : decodedGoldens()) {
      Path file = copyOf(golden);
      byte[] whole = Files.readAllBytes(file);
      for (int at = 0; at < whole.length; at += step(whole.length)) {
        byte[] mutant = whole.clone();
        mutant[at] ^= (byte) (1 + random.nextInt(255));
        Files.write(file, mutant);
        assertEndsWell(file, golden + " with byte " + at + " changed", DecodedChapter::readSome);
      }
      Files.write(file, whole);
    }
  }

  private static void readSome(StoredArray array) {
    if (array.info().byteLength() <= MOST_BYTES) {
      array.load();
    } else if (array.info().mapped()) {
      array.view().getValue(new long[array.shape().rank()]);
    } else {
      array.take(0, array.shape().elementCount() - 1);
    }
  }

  private interface Reading {
    void read(StoredArray array) throws IOException;
  }

  private void assertEndsWell(Path file, String change, Reading reading) {
    long start = System.nanoTime();
    Throwable fault = catchThrowable(() -> {
      try (StoredArray array = opener(file).open()) {
        reading.read(array);
      }
    });
    assertThat(Duration.ofNanos(System.nanoTime() - start)).as(change).isLessThan(LONGEST);
    if (fault != null) {
      assertThat(fault).as(change).isInstanceOfAny(ArrayFormatException.class,
          UnsupportedArrayException.class,
          StorageFaultException.class);
      assertThat(fault.getMessage()).as(change).contains(file.toString()).doesNotContain("\n");
    }
  }

  /** DECODED-21: saved as a new array, it has the same elements and spec. */
  @Rule(value = "DECODED-21", needs = {Capability.DECODED, Capability.CREATE})
  final void decoded21_saved() throws IOException {
    for (Golden golden : decodedGoldens()) {
      Path saved = newFile("saved-");
      try (StoredArray array = opener(copyOf(golden)).open()) {
        array.saveAs(ArrayRef.of(saved), OpenMode.CREATE);
      }
      try (StoredArray array = opener(saved).open()) {
        assertThat(array.spec()).isEqualTo(golden.spec());
        Indices.assertSame(array.load(), contents(golden));
      }
    }
  }
}
