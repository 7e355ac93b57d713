package org.mmaparrays.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
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
      return new Pipeline(images, files, new DemoOptions(4, 1, threads), Progress.NONE, remark -> {}).run();
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
        .containsExactly("features.dat", "features.dat.checkpoint", "features_meta.json", "images.dat",
            "images_meta.json", "labels.dat", "labels_meta.json", "weights.dat", "weights.dat.checkpoint",
            "weights_meta.json");
  }

  @Test
  void storeAndThreadsChangeNoBit() throws IOException {
    Images images = new GeneratedImages(3000, 2);
    DemoReport raw = run(images, "raw", ".dat", 1);
    for (String store : List.of("npy", "h5")) {
      String extension = "." + store;
      DemoReport other = run(images, store, extension, 3);
      assertThat(other.accuracy()).isEqualTo(raw.accuracy());
      assertThat(other.losses()).isEqualTo(raw.losses());
      for (String array : List.of("images", "labels", "features")) {
        try (StoredArray a = open("raw", array + ".dat"); StoredArray b = open(store, array + extension)) {
          assertThat(a.spec()).isEqualTo(b.spec());
          assertThat(a.view().segment().mismatch(b.view().segment())).as(array + extension).isEqualTo(-1);
        }
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

  /** Fails as soon as a task has come so far. */
  private static Progress failingAt(String failing, long count) {
    return (name, total) -> new Progress.Task() {
      private final AtomicLong done = new AtomicLong();

      @Override
      public void advance(long more) {
        if (name.equals(failing) && done.addAndGet(more) >= count) {
          throw new CancellationException("stopped");
        }
      }

      @Override
      public void reach(long total) {
        done.set(0);
        advance(total);
      }

      @Override
      public void close() {}
    };
  }

  /** A stage that fails when it has come so far, and where the run is resumed then. */
  private record Failure(String stage, long count, String remark) {}

  @Test
  void whateverStageFailsTheRunIsResumedToTheSameResult() throws IOException {
    Images images = new GeneratedImages(18_000, 3);
    DemoReport whole = run(images, "whole", ".npy", 2);
    for (Failure failure : List.of(
        new Failure("images", 1, ""),
        new Failure("features", 17_000, "resumed at row 16,384 of 18,000"),
        new Failure("statistics", 1, "resumed at row 18,000 of 18,000"),
        new Failure("normalise", 9_000,
            "resumed at row 0 of 18,000: features that are half normalised are extracted again"),
        new Failure("train", 1, "resumed at epoch 0 of 4"),
        new Failure("train", 32_000, "resumed at epoch 2 of 4"),
        new Failure("evaluate", 1, "resumed at epoch 4 of 4"))) {
      String name = failure.stage + failure.count;
      assertThatThrownBy(() -> {
        try (DemoFolder files = DemoFolder.open(folder.resolve(name), ".npy")) {
          Progress failing = failingAt(failure.stage, failure.count);
          new Pipeline(images, files, new DemoOptions(4, 1, 2), failing, remark -> {}).run();
        }
      }).isInstanceOf(CancellationException.class);
      List<String> remarks = new ArrayList<>();
      DemoReport resumed;
      try (DemoFolder files = DemoFolder.resume(folder.resolve(name), ".npy")) {
        resumed = new Pipeline(images, files, new DemoOptions(4, 1, 1), Progress.NONE, remarks::add).run();
      }
      assertThat(String.join("\n", remarks)).isEqualTo(failure.remark);
      assertThat(resumed.resumed().isPresent()).isEqualTo(!failure.remark.isEmpty());
      assertThat(resumed.accuracy()).isEqualTo(whole.accuracy());
      assertThat(resumed.losses()).isEqualTo(whole.losses());
      for (String array : List.of("images.npy", "labels.npy", "features.npy", "weights.npy")) {
        assertThat(
            Files.mismatch(folder.resolve(name).resolve(array), folder.resolve("whole").resolve(array)))
            .as("%s, %s", failure, array).isEqualTo(-1);
      }
    }
  }

  @Test
  void aFinishedRunThatIsResumedIsOnlyEvaluated() throws IOException {
    Images images = new GeneratedImages(3000, 3);
    DemoReport whole = run(images, "run", ".dat", 2);
    try (DemoFolder files = DemoFolder.resume(folder.resolve("run"), ".dat")) {
      DemoReport again =
          new Pipeline(images, files, new DemoOptions(4, 1, 2), Progress.NONE, remark -> {}).run();
      assertThat(again.stages()).extracting(StageReport::name).containsExactly("evaluate");
      assertThat(again.accuracy()).isEqualTo(whole.accuracy());
    }
  }

  @Test
  void anotherRunDoesNotGoOnWithIt() throws IOException {
    run(new GeneratedImages(700, 3), "run", ".dat", 2);
    byte[] before = Files.readAllBytes(folder.resolve("run/features.dat"));
    record Other(Images images, long seed, int epochs, String difference) {}
    for (Other other : List.of(
        new Other(new GeneratedImages(700, 3), 9, 4, "seed 1, not 9"),
        new Other(new GeneratedImages(701, 3), 1, 4, "rows 700, not 701"),
        new Other(new GeneratedImages(700, 3), 1, 5, "epochs 4, not 5"),
        new Other(IdxFixture.write(folder, 600, 100).open(Long.MAX_VALUE), 1, 4, "images generated, not "))) {
      assertThatThrownBy(() -> {
        try (DemoFolder files = DemoFolder.resume(folder.resolve("run"), ".dat")) {
          new Pipeline(other.images, files, new DemoOptions(other.epochs, other.seed, 1), Progress.NONE,
              remark -> {}).run();
        }
      }).isInstanceOf(FileSystemException.class)
          .hasMessageContaining("features.dat: was begun by a run with " + other.difference)
          .hasMessageEndingWith("; resume with the options of that run, or name another folder");
    }
    assertThat(folder.resolve("run/features.dat")).hasBinaryContent(before);
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
