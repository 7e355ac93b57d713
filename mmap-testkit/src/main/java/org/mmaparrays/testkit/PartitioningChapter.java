package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import org.mmaparrays.Chunk;
import org.mmaparrays.NdArray;
import org.mmaparrays.Partition;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.spi.Capability;

/** Rows divided among workers that each open their own. */
abstract class PartitioningChapter extends ConcurrencyChapter {
  PartitioningChapter() {}

  /** PARTITION-1: partitions follow each other in the order of rows, from the first to the last, and none is empty. */
  @Rule("PARTITION-1")
  final void partition1_orderOfRows() throws IOException {
    for (Golden golden : goldens()) {
      RowRange all = RowRange.all(golden.spec().shape());
      try (StoredArray array = opener(copyOf(golden)).open()) {
        for (int count = 1; count <= all.count() + 2; count++) {
          assertConsecutive(array.partitions(count), all);
        }
      }
    }
  }

  /** PARTITION-2: there are as many partitions as asked for, or as rows if these are fewer, none larger by two than another. */
  @Rule("PARTITION-2")
  final void partition2_sizes() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      long rows = array.shape().dim(0);
      for (int count = 1; count <= rows + 2; count++) {
        List<Partition> partitions = array.partitions(count);
        assertThat(partitions).hasSize((int) Math.min(count, rows));
        LongSummaryStatistics sizes =
            partitions.stream().mapToLong(part -> part.rows().count()).summaryStatistics();
        assertThat(sizes.getMax() - sizes.getMin()).isLessThanOrEqualTo(1);
      }
      assertThatThrownBy(() -> array.partitions(0)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** PARTITION-3: a partition opens as its rows, whether read at once, by chunks, streamed or gathered. */
  @Rule("PARTITION-3")
  final void partition3_elements() throws IOException {
    for (Golden golden : goldens()) {
      if (golden.spec().shape().rank() == 0) {
        continue;
      }
      try (StoredArray array = opener(copyOf(golden)).open()) {
        for (Partition partition : array.partitions(2)) {
          RowRange rows = partition.rows();
          try (StoredArray part = partition.open()) {
            assertRows(part.view(), rows, array.view());
            for (Chunk chunk : part.chunks(1)) {
              assertRows(chunk.view(), shifted(chunk.rows(), rows.from()), array.view());
            }
            for (Chunk chunk : part.streaming().chunks(1)) {
              assertRows(chunk.view(), shifted(chunk.rows(), rows.from()), array.view());
            }
            assertRows(part.gather(rows.count() - 1), new RowRange(rows.to() - 1, rows.to()), array.view());
            assertThatThrownBy(() -> part.gather(rows.count()))
                .isInstanceOf(IndexOutOfBoundsException.class);
          }
        }
      }
    }
  }

  /** PARTITION-4: a part is divided into rows of the file, as the whole is. */
  @Rule("PARTITION-4")
  final void partition4_partsOfParts() throws IOException {
    Path file = copyOf(golden());
    RowRange rows = new RowRange(1, golden().spec().shape().dim(0));
    try (StoredArray part = opener(file).rows(rows.from(), rows.to()).open();
        StoredArray whole = opener(file).open()) {
      assertConsecutive(part.partitions(2), rows);
      for (Partition partition : part.partitions(2)) {
        try (StoredArray smaller = partition.open()) {
          assertThat(smaller.rows()).isEqualTo(partition.rows());
          assertRows(smaller.view(), partition.rows(), whole.view());
        }
      }
    }
  }

  /** PARTITION-5: workers that each write their partition, at the same time, leave the array with the rows of all. */
  @Rule(value = "PARTITION-5", needs = Capability.WRITE)
  final void partition5_writers() throws Exception {
    Path file = copyOf(golden());
    List<Partition> partitions;
    NdArray wanted = wanted(golden().spec());
    try (StoredArray array = opener(file).open()) {
      partitions = array.partitions(4);
    }
    inParallel(thread -> {
      if (thread < partitions.size()) {
        try (StoredArray part = partitions.get(thread).open(OpenMode.READ_WRITE)) {
          part.view().copyFrom(wanted.rows(part.rows()));
        }
      }
    });
    try (StoredArray array = opener(file).open()) {
      Indices.assertSame(array.view(), wanted);
    }
  }

  /** PARTITION-6: an array that is open copy-on-write is not divided, as no other handle can see its changes. */
  @Rule("PARTITION-6")
  final void partition6_privateChanges() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open(OpenMode.COPY_ON_WRITE)) {
      assertThatThrownBy(() -> array.partitions(2)).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  /** PARTITION-7: partitions of an array whose layout was declared are its rows, in their order. */
  @Rule(value = "PARTITION-7", needs = Capability.DECLARED_LAYOUT)
  final void partition7_declaredLayout() throws IOException {
    byte[] bytes = new byte[16 + 7 * 3];
    for (int k = 0; k < bytes.length; k++) {
      bytes[k] = (byte) (5 * k);
    }
    Path file = Files.write(folder.resolve("headerless"), bytes);
    try (StoredArray array = opener(file).layout(ArraySpec.of(DType.INT8, 7, 3), 16).open()) {
      assertConsecutive(array.partitions(3), new RowRange(0, 7));
      for (Partition partition : array.partitions(3)) {
        try (StoredArray part = partition.open()) {
          assertRows(part.view(), partition.rows(), array.view());
        }
      }
    }
  }

  /** PARTITION-8: threads that open arrays at the same time get each the array that it asked for. */
  @Rule("PARTITION-8")
  final void partition8_openedTogether() throws Exception {
    List<Path> files = new ArrayList<>();
    List<NdArray> expected = new ArrayList<>();
    for (Golden golden : goldens()) {
      files.add(copyOf(golden));
      try (StoredArray array = opener(files.getLast()).open()) {
        expected.add(array.load());
      }
    }
    inParallel(thread -> {
      for (int round = 0; round < 5; round++) {
        int chosen = (thread + round) % files.size();
        try (StoredArray array = opener(files.get(chosen)).open()) {
          Indices.assertSame(array.view(), expected.get(chosen));
        }
      }
    });
  }

  private static void assertConsecutive(List<Partition> partitions, RowRange all) {
    long next = all.from();
    for (Partition partition : partitions) {
      assertThat(partition.rows().from()).isEqualTo(next);
      assertThat(partition.rows().isEmpty()).isFalse();
      next = partition.rows().to();
    }
    assertThat(next).isEqualTo(all.to());
  }
}
