package org.mmaparrays.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.NdArray;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.model.ArrayFormatException;

class ImagesTest {
  @TempDir
  Path folder;

  @Test
  void aSeedMakesTheSameImagesHoweverManyThreadsAndRows() {
    byte[] once = pixels(new GeneratedImages(1000, 3), 1);
    assertThat(pixels(new GeneratedImages(1000, 3), 1)).isEqualTo(once);
    assertThat(pixels(new GeneratedImages(1000, 3), 5)).isEqualTo(once);
    assertThat(pixels(new GeneratedImages(1000, 4), 1)).isNotEqualTo(once);
    assertThat(once).startsWith(pixels(new GeneratedImages(500, 3), 2));
  }

  private static byte[] pixels(Images images, int threads) {
    try {
      NdArray pixels = NdArray.allocate(images.imagesSpec());
      images.write(pixels, NdArray.allocate(images.labelsSpec()), threads, Progress.NONE.start("", 0));
      byte[] bytes = new byte[(int) images.imagesSpec().byteSize()];
      pixels.copyBitsTo(bytes);
      return bytes;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void generatedImagesAreOfAllClassesAndDiffer() throws IOException {
    Images images = new GeneratedImages(5000, 3);
    byte[] labels = new byte[5000];
    NdArray[] written = IdxFixture.written(images);
    written[1].copyBitsTo(labels);
    int[] count = new int[Images.CLASSES];
    for (byte label : labels) {
      count[label]++;
    }
    assertThat(IntStream.of(count)).allMatch(n -> n > 400 && n < 600);
    assertThat(images.trainingRows()).isEqualTo(4286);
    assertThat(images.heldOutRows()).isEqualTo(714);
    assertThatThrownBy(() -> new GeneratedImages(6, 3)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void imagesOfFilesFollowEachOtherTrainingFirst() throws IOException {
    NdArray[] whole = IdxFixture.written(new GeneratedImages(3000, 5));
    IdxFixture files = IdxFixture.write(folder, 2000, 1000);
    assertSame(files.open(Long.MAX_VALUE), whole[0], whole[1]);
    IdxImages some = files.open(1500);
    assertThat(some.trainingRows()).isEqualTo(1500);
    assertThat(some.heldOutRows()).isEqualTo(1000);
    NdArray[] read = IdxFixture.written(some);
    assertEqual(read[0].rows(0, 1500), whole[0].rows(0, 1500));
    assertEqual(read[1].rows(1500, 2500), whole[1].rows(2000, 3000));
  }

  private static void assertSame(Images images, NdArray pixels, NdArray labels) throws IOException {
    NdArray[] read = IdxFixture.written(images);
    assertEqual(read[0], pixels);
    assertEqual(read[1], labels);
  }

  private static void assertEqual(NdArray actual, NdArray expected) {
    assertThat(actual.segment().mismatch(expected.segment())).isEqualTo(-1);
  }

  @Test
  void filesThatDoNotFitEachOtherAreRefused() throws IOException {
    IdxFixture files = IdxFixture.write(folder, 20, 10);
    assertThatThrownBy(
        () -> IdxImages.of(files.images(), files.testLabels(), files.testImages(), files.testLabels(), 99))
        .isInstanceOf(ArrayFormatException.class)
        .hasMessage(files.testLabels() + ": at byte 4: found 10 labels; expected 20, as there are images in "
            + files.images());
    assertThatThrownBy(
        () -> IdxImages.of(files.labels(), files.images(), files.testImages(), files.testLabels(), 99))
        .isInstanceOf(ArrayFormatException.class)
        .hasMessageContaining("found 00 00 08 01; expected 00 00 08 03");
  }

  @Test
  void imagesOfAnotherSizeAreRefused() throws IOException {
    IdxFixture files = IdxFixture.write(folder, 20, 10);
    Files.write(files.images(), IdxFixture.idx(new long[] {1, 2, 2}, new byte[4]));
    assertThatThrownBy(() -> files.open(99)).isInstanceOf(ArrayFormatException.class)
        .hasMessage(files.images() + ": at byte 8: found images of 2 × 2 pixels; expected 28 × 28");
    Files.write(files.images(), IdxFixture.idx(new long[] {0, 28, 28}));
    Files.write(files.labels(), IdxFixture.idx(new long[] {0}));
    assertThatThrownBy(() -> files.open(99)).isInstanceOf(ArrayFormatException.class)
        .hasMessage(files.images() + ": at byte 4: found no images; expected at least one");
  }

  @Test
  void labelsThatAreNoClassAreRefused() throws IOException {
    IdxFixture files = IdxFixture.write(folder, 20, 2);
    Files.write(files.testLabels(), IdxFixture.idx(new long[] {2}, (byte) 9, (byte) 200));
    IdxImages images = files.open(99);
    assertThatThrownBy(() -> IdxFixture.written(images)).isInstanceOf(ArrayFormatException.class)
        .hasMessage(files.testLabels() + ": at byte 9: found label 200; expected 0 to 9");
  }
}
