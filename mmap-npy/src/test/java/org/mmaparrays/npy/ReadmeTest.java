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
import org.mmaparrays.ArrayRef;
import org.mmaparrays.ArraySpec;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.DType;
import org.mmaparrays.FlushPolicy;
import org.mmaparrays.NdArray;
import org.mmaparrays.Region;
import org.mmaparrays.RowWriter;
import org.mmaparrays.Shape;
import org.mmaparrays.StoredArray;

/** The tour of the README compiles, runs, and does what it says. */
class ReadmeTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

  private static final long CRASH = 25_000;

  private final List<Long> computed = new ArrayList<>();

  @TempDir
  Path folder;

  @Test
  void theTourRuns() throws IOException {
    // Create: the format follows the name. The new file appears at once and complete, or not at all.
    Path file = folder.resolve("features.npy");
    try (StoredArray features = ArrayStores.create(file, ArraySpec.of(DType.FLOAT32, 60_000, 784))) {
      NdArray view = features.view();
      view.setFloat(0, 0, 1.5f);
      view.row(1).copyFrom(new float[784]);
      features.flush();
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
  void theTourIsTheOneAbove() throws IOException {
    String source = squeeze(Files.readString(Path.of("src/test/java/org/mmaparrays/npy/ReadmeTest.java")));
    List<String> blocks = BLOCK.matcher(Files.readString(Path.of("../README.md"))).results()
        .map(block -> squeeze(block.group(1))).toList();
    assertThat(blocks).hasSize(2);
    String lastLine = squeeze("NdArray inMemory = features.loadRegion(Region.rows(0, 100));");
    assertThat(source)
        .contains(blocks.getFirst().substring(0, blocks.getFirst().indexOf(lastLine) + lastLine.length()))
        .contains(blocks.getLast());
  }

  /** Without the blanks: where lines are broken does not matter. */
  private static String squeeze(String code) {
    return code.replaceAll("\\s+", "");
  }
}
