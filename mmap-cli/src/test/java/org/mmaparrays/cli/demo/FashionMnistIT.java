package org.mmaparrays.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.compute.ColumnStatistics;
import org.mmaparrays.compute.Statistics;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.testkit.NumPy;

/**
 * The real data set, in the folder that the system property or environment variable {@code MMAP_FASHION_MNIST} names;
 * Debian has it in the package dataset-fashion-mnist.
 */
class FashionMnistIT {
  @TempDir
  Path folder;

  private IdxImages images;

  @BeforeEach
  void openImages() throws IOException {
    Optional<String> named = Optional.ofNullable(System.getProperty("MMAP_FASHION_MNIST"))
        .or(() -> Optional.ofNullable(System.getenv("MMAP_FASHION_MNIST")));
    Assumptions.assumeTrue(named.isPresent(),
        "MMAP_FASHION_MNIST does not name the folder of the data set (apt install dataset-fashion-mnist)");
    Path data = Path.of(named.orElseThrow());
    images = IdxImages.of(file(data, "train-images-idx3-ubyte"), file(data, "train-labels-idx1-ubyte"),
        file(data, "t10k-images-idx3-ubyte"), file(data, "t10k-labels-idx1-ubyte"), Long.MAX_VALUE);
  }

  private static Path file(Path data, String name) {
    Path plain = data.resolve(name);
    return Files.exists(plain) ? plain : data.resolve(name + ".gz");
  }

  @Test
  void theClassifierIsAsGoodAsALinearOneCanBe() throws IOException {
    try (DemoFolder files = DemoFolder.open(folder.resolve("run"), ".npy")) {
      DemoReport report =
          new Pipeline(images, files, new DemoOptions(5, 1, 2), Progress.NONE, remark -> {}).run();
      assertThat(report.trainingRows()).isEqualTo(60_000);
      assertThat(report.heldOutRows()).isEqualTo(10_000);
      assertThat(report.accuracy()).isGreaterThanOrEqualTo(0.82);
    }
  }

  @Test
  void numPyFindsTheSameMeansInTheFileOfFeatures() throws IOException {
    NumPy numPy = NumPy.require();
    ArrayRef imagesRef = ArrayRef.of(folder.resolve("images.npy"));
    ArrayRef featuresRef = ArrayRef.of(folder.resolve("features.npy"));
    try (StoredArray pixels = ArrayStores.create(imagesRef, images.imagesSpec(), OpenMode.CREATE_NEW);
        StoredArray labels = ArrayStores.create(folder.resolve("labels.npy"), images.labelsSpec())) {
      images.write(pixels.view(), labels.view(), 1, Progress.NONE.start("", 0));
    }
    try (FeatureStage stage =
        FeatureStage.begin(featuresRef, images.rows(), RunRecord.of(images, 1, 1))) {
      stage.run(imagesRef, 2, Progress.NONE);
    }
    ColumnStatistics ours;
    try (StoredArray features = ArrayStores.open(featuresRef, OpenMode.READ)) {
      ours = Statistics.perColumn(features.view());
    }
    List<String> lines = numPy.run("""
        features = np.load(sys.argv[1], mmap_mode='r')
        print(features.shape, features.dtype)
        for column in range(features.shape[1]):
            x = features[:, column].astype('f8')
            print(float(x.mean()), float(x.std()))
        """, featuresRef).lines().toList();
    assertThat(lines.getFirst()).isEqualTo("(70000, 588) float32");
    for (int c = 0; c < Features.COUNT; c++) {
      String[] theirs = lines.get(c + 1).split(" ", -1);
      double mean = Double.parseDouble(theirs[0]);
      double std = Double.parseDouble(theirs[1]);
      assertThat(ours.means()[c]).as("mean of column %d", c).isCloseTo(mean, offset(mean * 1e-10));
      assertThat(ours.stds()[c]).as("deviation of column %d", c).isCloseTo(std, offset(std * 1e-10));
    }
  }
}
