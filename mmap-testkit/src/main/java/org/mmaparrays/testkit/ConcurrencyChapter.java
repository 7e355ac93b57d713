package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.Partition;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Writer;
import org.mmaparrays.spi.Capability;

/** Many threads over one mapping, one writer, and many workers over one file. */
abstract class ConcurrencyChapter extends DurabilityChapter {
  private static final int THREADS = 8;

  ConcurrencyChapter() {}

  /** CONCURRENT-1: any number of threads read one open array, and each sees every element. */
  @Rule("CONCURRENT-1")
  final void concurrent1_readers() throws Exception {
    Golden golden = golden();
    try (StoredArray array = opener(copyOf(golden)).open()) {
      inParallel(thread -> Indices.assertElements(array.view(), golden.values()));
    }
  }

  /** CONCURRENT-2: threads that write distinct elements of one open array do not disturb each other. */
  @Rule(value = "CONCURRENT-2", needs = Capability.WRITE)
  final void concurrent2_disjointWriters() throws Exception {
    Path file = copyOf(golden());
    try (StoredArray array = opener(file).open(OpenMode.READ_WRITE)) {
      NdArray view = array.view();
      Indices indices = new Indices(view.shape());
      inParallel(thread -> {
        for (int round = 0; round < 50; round++) {
          for (long position = thread; position < view.shape().elementCount(); position += THREADS) {
            view.setValue(indices.at(position), Samples.value(view.dtype(), position + round));
          }
        }
      });
      Indices.assertElements(view, position -> Samples.value(view.dtype(), position + 49));
    }
  }

  /** CONCURRENT-3: while a writer is at work, a second one is refused by the name of the first, until that closes. */
  @Rule(value = "CONCURRENT-3", needs = Capability.WRITE)
  final void concurrent3_oneWriter() throws IOException {
    Path file = copyOf(golden());
    long pid = ProcessHandle.current().pid();
    try (StoredArray writer = opener(file).open(OpenMode.READ_WRITE)) {
      assertThat(writer.isOpen()).isTrue();
      assertThatThrownBy(() -> opener(file).open(OpenMode.READ_WRITE))
          .isInstanceOf(ArrayLockedException.class)
          .hasMessageContaining(name(file).toString()).hasMessageContaining("pid " + pid);
      assertThat(ArrayStores.writers(ArrayRef.of(file))).singleElement()
          .matches(Writer::alive).returns(pid, Writer::pid);
    }
    assertThat(ArrayStores.writers(ArrayRef.of(file))).isEmpty();
    opener(file).open(OpenMode.READ_WRITE).close();
    assertThat(contents().keySet()).as("the lock is gone").noneMatch(left -> isLock(Path.of(left)));
  }

  /** CONCURRENT-4: readers, and handles with private changes, are let in while a writer is at work. */
  @Rule(value = "CONCURRENT-4", needs = Capability.WRITE)
  final void concurrent4_readersBesideAWriter() throws IOException {
    Path file = copyOf(golden());
    try (StoredArray writer = opener(file).open(OpenMode.READ_WRITE)) {
      Samples.fill(writer.view());
      for (OpenMode mode : List.of(OpenMode.READ, OpenMode.COPY_ON_WRITE)) {
        try (StoredArray other = opener(file).open(mode)) {
          Indices.assertElements(other.view(), position -> Samples.value(writer.spec().dtype(), position));
        }
      }
    }
  }

  /** CONCURRENT-5: an array opened with some of its rows is these rows, and reaches no other. */
  @Rule("CONCURRENT-5")
  final void concurrent5_someRows() throws IOException {
    for (Golden golden : goldens()) {
      Path file = golden.file();
      RowRange all = RowRange.all(golden.spec().shape());
      if (golden.spec().shape().rank() == 0) {
        continue;
      }
      for (RowRange rows : List.of(all, new RowRange(all.to() / 2, all.to()),
          new RowRange(0, all.to() / 2))) {
        try (StoredArray array = opener(file).rows(rows.from(), rows.to()).open()) {
          assertThat(array.rows()).isEqualTo(rows);
          assertThat(array.spec().shape().dim(0)).isEqualTo(rows.count());
          long skipped = rows.from() * (golden.spec().shape().elementCount() / Math.max(all.to(), 1));
          Indices.assertElements(array.view(), position -> golden.values().apply(skipped + position));
        }
      }
      assertThatThrownBy(() -> opener(file).rows(0, all.to() + 1).open())
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  /** CONCURRENT-6: writers of disjoint rows are at work at once; one of overlapping rows is refused. */
  @Rule(value = "CONCURRENT-6", needs = Capability.WRITE)
  final void concurrent6_writersOfDisjointRows() throws IOException {
    Path file = copyOf(golden());
    long rows = RowRange.all(golden().spec().shape()).to();
    long middle = rows / 2;
    try (StoredArray low = opener(file).rows(0, middle).open(OpenMode.READ_WRITE);
        StoredArray high = opener(file).rows(middle, rows).open(OpenMode.READ_WRITE)) {
      assertThatThrownBy(() -> opener(file).rows(rows - 1, rows).open(OpenMode.READ_WRITE))
          .isInstanceOf(ArrayLockedException.class);
      assertThatThrownBy(() -> opener(file).open(OpenMode.READ_WRITE))
          .isInstanceOf(ArrayLockedException.class);
      Samples.fill(low.view());
      Samples.fill(high.view());
    }
    long inLow = golden().spec().shape().elementCount() / rows * middle;
    try (StoredArray array = opener(file).open()) {
      Indices.assertElements(array.view(),
          position -> Samples.value(array.spec().dtype(), position < inLow ? position : position - inLow));
    }
  }

  /** CONCURRENT-7: parts of an array, serialized and read again, open with the same rows, and are all rows together. */
  @Rule("CONCURRENT-7")
  final void concurrent7_partitions() throws Exception {
    Golden golden = golden();
    long position = 0;
    try (StoredArray array = opener(copyOf(golden)).open()) {
      for (Partition partition : array.partitions(3)) {
        Partition elsewhere = serialized(partition);
        assertThat(elsewhere).isEqualTo(partition).hasToString(partition.toString());
        try (StoredArray part = elsewhere.open()) {
          assertThat(part.rows()).isEqualTo(partition.rows());
          long first = position;
          Indices.assertElements(part.view(), index -> golden.values().apply(first + index));
          position += part.spec().shape().elementCount();
        }
      }
    }
    assertThat(position).isEqualTo(golden.spec().shape().elementCount());
  }

  /** CONCURRENT-8: an array that a writer has is not replaced; the creator of an array is its writer until it is closed. */
  @Rule(value = "CONCURRENT-8", needs = Capability.CREATE)
  final void concurrent8_creatorsAreWriters() throws IOException {
    ArraySpec spec = golden().spec();
    try (StoredArray created = create(newFile(), spec)) {
      Samples.fill(created.view());
      assertThatThrownBy(() -> opener(newFile()).open(OpenMode.READ_WRITE))
          .isInstanceOf(ArrayLockedException.class);
      assertThatThrownBy(() -> creator(newFile()).create(spec, OpenMode.CREATE))
          .isInstanceOf(ArrayLockedException.class);
    }
    try (StoredArray kept = opener(newFile()).open()) {
      Indices.assertElements(kept.view(), position -> Samples.value(spec.dtype(), position));
    }
  }

  private static Partition serialized(Partition partition) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(partition);
    }
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Partition) in.readObject();
    }
  }

  /** Work of one of several threads, which are numbered from 0. */
  interface Work {
    void run(int thread) throws IOException;
  }

  static void inParallel(Work work) throws InterruptedException, ExecutionException {
    try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
      List<Callable<Void>> calls = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int number = thread;
        calls.add(() -> {
          work.run(number);
          return null;
        });
      }
      for (Future<Void> call : pool.invokeAll(calls)) {
        call.get();
      }
    }
  }
}
