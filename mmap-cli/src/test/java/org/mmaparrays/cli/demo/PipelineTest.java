package org.mmaparrays.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.compute.ColumnStatistics;
import org.mmaparrays.compute.Statistics;

class PipelineTest {
  @TempDir
  Path folder;

  private DemoReport run(Images images, String name, String extension, int threads) throws IOException {
    try (DemoFolder files = DemoFolder.open(folder.resolve(name), extension)) {
      return new Pipeline(images, files, 4, 1, threads, Progress.NONE, remark -> {}).run();
    }
  }

  private StoredArray open(String name, String file) throws IOException {
    return ArrayStores.open(folder.resolve(name).resolve(file));
  }

  @Test
  void itLearns() throws IOException {
    DemoReport report = run(new GeneratedImages(14_000, 1), "run", ".dat", 2);
    assertThat(report.accuracy()).isBetween(0.8, 0.99);
    assertThat(report.losses()).hasSize(4).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(report.stages()).extracting(StageReport::name)
        .containsExactly("images", "features", "normalise", "train", "evaluate");
    assertThat(report.stages()).extracting(StageReport::rows)
        .containsExactly(14_000L, 14_000L, 14_000L, 48_000L, 2_000L);
    assertThat(report.stages()).allSatisfy(stage -> {
      assertThat(stage.seconds()).isPositive();
      assertThat(stage.bytes()).isPositive();
    });
    assertThat(report.heap()).hasValueSatisfying(
        stage -> assertThat(stage.bytes()).isEqualTo(report.stages().get(1).bytes()));
    assertThat(report.files()).extracting(file -> String.valueOf(file.path().getFileName()))
        .containsExactly("features.dat", "features_meta.json", "images.dat", "images_meta.json", "labels.dat",
            "labels_meta.json");
  }

  @Test
  void storeAndThreadsChangeNoBit() throws IOException {
    Images images = new GeneratedImages(3000, 2);
    DemoReport raw = run(images, "raw", ".dat", 1);
    DemoReport npy = run(images, "npy", ".npy", 3);
    assertThat(npy.accuracy()).isEqualTo(raw.accuracy());
    assertThat(npy.losses()).isEqualTo(raw.losses());
    for (String array : List.of("images", "labels", "features")) {
      try (StoredArray a = open("raw", array + ".dat"); StoredArray b = open("npy", array + ".npy")) {
        assertThat(a.spec()).isEqualTo(b.spec());
        assertThat(a.view().segment().mismatch(b.view().segment())).as(array).isEqualTo(-1);
      }
    }
  }

  @Test
  void featuresAreNormalisedByTheTrainingRowsAlone() throws IOException {
    run(new GeneratedImages(3000, 2), "run", ".npy", 2);
    try (StoredArray features = open("run", "features.npy")) {
      assertThat(features.spec().shape().dims()).containsExactly(3000, Features.COUNT);
      ColumnStatistics statistics = Statistics.perColumn(features.view().rows(0, 2572));
      assertThat(DoubleStream.of(statistics.means())).allMatch(mean -> Math.abs(mean) < 1e-6);
      assertThat(DoubleStream.of(statistics.stds())).allMatch(std -> std == 0 || Math.abs(std - 1) < 1e-6);
      assertThat(DoubleStream.of(Statistics.perColumn(features.view()).means()))
          .anyMatch(mean -> Math.abs(mean) > 1e-4);
    }
  }

  @Test
  void imagesOfFilesGoTheSameWay() throws IOException {
    IdxFixture files = IdxFixture.write(folder, 2400, 600);
    DemoReport report = run(files.open(Long.MAX_VALUE), "run", ".dat", 2);
    assertThat(report.trainingRows()).isEqualTo(2400);
    assertThat(report.heldOutRows()).isEqualTo(600);
    assertThat(report.accuracy()).isGreaterThan(0.6);
  }
}
