package org.mmaparrays.npy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.Batch;
import org.mmaparrays.Chunk;
import org.mmaparrays.NdArray;
import org.mmaparrays.Partition;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;

/** The guide's excerpts are the code of these tests, and do what it says. */
class AccessPatternsTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*//.*$");
  private static final int ROWS = 200;
  private static final long SUM_OF_ROWS = ROWS * (ROWS - 1) / 2;

  @TempDir
  Path folder;

  @BeforeEach
  void rowsOfTheirNumber() throws IOException {
    try (StoredArray array = ArrayStores.create(folder.resolve("x.npy"),
        ArraySpec.of(DType.FLOAT32, ROWS, 784))) {
      float[] row = new float[784];
      for (int i = 0; i < ROWS; i++) {
        row[0] = i;
        row[i] = i;
        array.view().setRow(i, row);
        row[i] = 0;
      }
    }
  }

  private StoredArray open() throws IOException {
    return ArrayStores.open(folder.resolve("x.npy"));
  }

  private static double sumOf(NdArray rows) {
    double sum = 0;
    for (long i = 0; i < rows.shape().dim(0); i++) {
      sum += rows.getFloat(i, 0);
    }
    return sum;
  }

  @Test
  void everyExcerptIsCompiledHere() throws IOException {
    String compiled = squeeze(
        Files.readString(Path.of("src/test/java/org/mmaparrays/npy/AccessPatternsTest.java")));
    List<String> excerpts = BLOCK.matcher(Files.readString(Path.of("../docs/access-patterns.md"))).results()
        .map(block -> squeeze(block.group(1))).toList();
    assertThat(excerpts).hasSize(11).allSatisfy(excerpt -> assertThat(compiled).contains(excerpt));
  }

  private static String squeeze(String code) {
    return COMMENT.matcher(code).replaceAll("").replaceAll("\\s+", " ").strip();
  }

  @Test
  void elementsAndRows() throws IOException {
    try (StoredArray array = open()) {
      NdArray view = array.view();
      float corner = view.getFloat(0, 783);
      assertThat(corner).isZero();
      float[] row = new float[784];
      double sum = 0;
      for (long i = 0; i < view.shape().dim(0); i++) {
        view.getRow(i, row);
        sum += row[0];
      }
      assertThat(sum).isEqualTo(SUM_OF_ROWS);
    }
  }

  @Test
  void chunks() throws IOException {
    try (StoredArray array = open()) {
      double sum = 0;
      for (Chunk chunk : array.chunks()) {
        sum += sumOf(chunk.view());
      }
      assertThat(sum).isEqualTo(SUM_OF_ROWS);
      List<Double> sums = array.chunks().parallel().map(chunk -> sumOf(chunk.view()));
      assertThat(sums.stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(SUM_OF_ROWS);
    }
  }

  @Test
  void streaming() throws IOException {
    try (StoredArray array = open()) {
      double sum = 0;
      for (Chunk chunk : array.streaming().chunks()) {
        sum += sumOf(chunk.view());
      }
      assertThat(sum).isEqualTo(SUM_OF_ROWS);
    }
  }

  @Test
  void gatherAndTake() throws IOException {
    float[] floats = new float[3 * 784];
    try (StoredArray array = open()) {
      NdArray three = array.gather(41, 7, 7);
      array.gather(new long[] {41, 7, 7}, floats);
      assertThat(three.getFloat(0, 0)).isEqualTo(41);
      assertThat(floats[2 * 784 + 7]).isEqualTo(7);
      NdArray diagonal = array.take(LongStream.range(0, 10).map(k -> k * 784 + k).toArray());
      array.take(new long[] {5, 0}, floats);
      assertThat(diagonal.getFloat(9)).isEqualTo(9);
      assertThat(floats[0]).isZero();
    }
  }

  @Test
  void batches() throws IOException {
    long seed = 1;
    long epoch = 2;
    try (StoredArray array = open()) {
      NdArray labels = array.view().slice(1, 0, 1, 1);
      for (Batch batch : array.shuffledBatches(32, 64, seed + epoch)) {
        step(batch.view(), labels.gather(batch.rows()));
      }
      for (Batch batch : array.batches(32)) {
        step(batch.view(), labels.gather(batch.rows()));
      }
    }
  }

  private static void step(NdArray rows, NdArray labels) {
    for (long i = 0; i < rows.shape().dim(0); i++) {
      assertThat(labels.getFloat(i, 0)).isEqualTo(rows.getFloat(i, 0));
    }
  }

  @Test
  void partitions() throws IOException {
    double sum = 0;
    try (StoredArray array = open()) {
      List<Partition> partitions = array.partitions(4);
      try (StoredArray part = partitions.getFirst().open()) {
        sum += sumOf(part.view());
      }
    }
    assertThat(sum).isEqualTo(49 * 50 / 2);
  }

  @Test
  void loadingAndAdvice() throws IOException {
    try (StoredArray array = open()) {
      NdArray all = array.load();
      NdArray box = array.loadRegion(Region.of(new long[] {0, 100}, new long[] {50, 200}));
      array.advise(ReadAdvice.WILL_NEED, new RowRange(0, 50));
      array.advise(ReadAdvice.DONE_WITH, new RowRange(50, 100));
      assertThat(all.getFloat(199, 199)).isEqualTo(199);
      assertThat(box.shape()).isEqualTo(Shape.of(50, 100));
    }
  }
}
