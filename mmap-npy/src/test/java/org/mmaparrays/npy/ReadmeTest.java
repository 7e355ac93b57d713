package org.mmaparrays.npy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.Batch;
import org.mmaparrays.NdArray;
import org.mmaparrays.RowWriter;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.FlushPolicy;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.Shape;

/** The tour of the README compiles, runs, and does what it says. */
class ReadmeTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

  private static final long CRASH = 25_000;

  private final List<Long> computed = new ArrayList<>();

  @TempDir
  Path folder;

  @Test
  void theTourRuns() throws IOException {
    // Create: the format follows the name. The file appears when it is published, complete and durable, or not at all.
    Path file = folder.resolve("features.npy");
    ArraySpec spec = ArraySpec.of(DType.FLOAT32, 60_000, 784);
    try (ArrayDraft features = ArrayStores.draft(ArrayRef.of(file), spec, OpenMode.CREATE_NEW)) {
      NdArray view = features.array().view();
      view.setFloat(0, 0, 1.5f);
      view.row(1).copyFrom(new float[784]);
      features.publish();
    }

    // Open: reads a header and maps; no element is read before it is touched.
    try (StoredArray features = ArrayStores.opener(ArrayRef.of(file)).expect(DType.FLOAT32).open()) {
      NdArray view = features.view();
      float first = view.getFloat(0, 0);
      NdArray everyThird = view.slice(0, 0, 60_000, 3).transpose();
      float[] row = new float[784];
      view.row(1).copyTo(row);
      NdArray inMemory = features.loadRegion(Region.rows(0, 100));
      assertThat(first).isEqualTo(1.5f);
      assertThat(everyThird.shape()).isEqualTo(Shape.of(784, 20_000));
      assertThat(inMemory.getFloat(0, 0)).isEqualTo(1.5f);
    }
  }

  @Test
  void whatTakesHoursGoesOnAfterACrash() throws IOException {
    Path results = folder.resolve("results.npy");
    for (int start = 0; start < 2; start++) {
      computed.clear();
      try {
        try (RowWriter writer = ArrayStores.rowWriter(ArrayRef.of(results))
            .policy(FlushPolicy.everyRows(10_000).or(FlushPolicy.every(Duration.ofSeconds(5))))
            .resumeOrCreate(ArraySpec.of(DType.FLOAT32, 60_000, 784))) {
          while (writer.position() < writer.rows().to()) {
            float[] features = compute(writer.position());
            writer.write(row -> row.copyFrom(features));
          }
        }
      } catch (UncheckedIOException crash) {
        assertThat(start).isZero();
      }
    }
    assertThat(computed).first().isEqualTo(CRASH);
    try (StoredArray whole = ArrayStores.open(results)) {
      for (long row = 0; row < 60_000; row++) {
        assertThat(whole.view().getFloat(row, 783)).isEqualTo((float) row);
      }
    }
  }

  /** Fails once. */
  private float[] compute(long row) {
    if (row == CRASH && !computed.isEmpty()) {
      throw new UncheckedIOException(new IOException("the power is out"));
    }
    computed.add(row);
    float[] features = new float[784];
    Arrays.fill(features, (float) row);
    return features;
  }

  @Test
  void whatIsLargerThanMemoryIsWalked() throws IOException {
    Path file = folder.resolve("walked.npy");
    try (StoredArray created = ArrayStores.create(file, ArraySpec.of(DType.FLOAT32, 1000, 4))) {
      for (long row = 0; row < 1000; row++) {
        created.view().setFloat(row, 0, (float) row);
      }
    }
    NdArray labels = NdArray.allocate(ArraySpec.of(DType.INT64, 1000));
    for (long row = 0; row < 1000; row++) {
      labels.setLong(row, row);
    }
    long seed = 7;
    try (StoredArray features = ArrayStores.open(file)) {
      List<Double> sums = features.chunks().parallel().map(chunk -> sum(chunk.view()));
      NdArray three = features.gather(41, 7, 7);
      for (Batch batch : features.shuffledBatches(256, 16_384, seed)) {
        train(batch.view(), labels.gather(batch.rows()));
      }
      assertThat(sums).containsExactly(499_500.0);
      assertThat(three.getFloat(0, 0)).isEqualTo(41f);
      assertThat(three.getFloat(2, 0)).isEqualTo(7f);
    }
    assertThat(computed).hasSize(1000).doesNotHaveDuplicates()
        .isNotEqualTo(computed.stream().sorted().toList());
  }

  private static double sum(NdArray rows) {
    double sum = 0;
    for (long row = 0; row < rows.shape().dim(0); row++) {
      sum += rows.getFloat(row, 0);
    }
    return sum;
  }

  private void train(NdArray rows, NdArray labels) {
    for (long row = 0; row < rows.shape().dim(0); row++) {
      assertThat(rows.getFloat(row, 0)).isEqualTo((float) labels.getLong(row));
      computed.add(labels.getLong(row));
    }
  }

  @Test
  void theTourIsTheOneAbove() throws IOException {
    String source = squeeze(Files.readString(Path.of("src/test/java/org/mmaparrays/npy/ReadmeTest.java")));
    List<String> blocks = BLOCK.matcher(Files.readString(Path.of("../README.md"))).results()
        .map(block -> squeeze(block.group(1))).toList();
    assertThat(blocks).hasSize(3);
    String lastLine = squeeze("NdArray inMemory = features.loadRegion(Region.rows(0, 100));");
    assertThat(source)
        .contains(blocks.getFirst().substring(0, blocks.getFirst().indexOf(lastLine) + lastLine.length()))
        .contains(blocks.get(1))
        .contains(blocks.getLast().substring(0, blocks.getLast().length() - 1));
  }

  /** Without the blanks: where lines are broken does not matter. */
  private static String squeeze(String code) {
    return code.replaceAll("\\s+", "");
  }
}
