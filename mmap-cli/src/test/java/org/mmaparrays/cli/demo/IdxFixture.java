package org.mmaparrays.cli.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mmaparrays.NdArray;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;

/** Files of images and labels as they are published, filled with generated ones. */
record IdxFixture(Path images, Path labels, Path testImages, Path testLabels) {

  static IdxFixture write(Path folder, int training, int heldOut) throws IOException {
    Images generated = new GeneratedImages(training + heldOut, 5);
    NdArray images = NdArray.allocate(generated.imagesSpec());
    NdArray labels = NdArray.allocate(generated.labelsSpec());
    generated.write(images, labels, 1, Progress.NONE.start("", 0));
    return new IdxFixture(
        file(folder.resolve("train-images.gz"), images.rows(0, training)),
        file(folder.resolve("train-labels.gz"), labels.rows(0, training)),
        file(folder.resolve("test-images"), images.rows(training, training + heldOut)),
        file(folder.resolve("test-labels"), labels.rows(training, training + heldOut)));
  }

  /** The images and labels of both pairs, as the files have them. */
  IdxImages open(long mostTrainingRows) throws IOException {
    return IdxImages.of(images, labels, testImages, testLabels, mostTrainingRows);
  }

  private static Path file(Path file, NdArray elements) throws IOException {
    byte[] bytes = new byte[(int) elements.shape().elementCount()];
    elements.copyBitsTo(bytes);
    byte[] content = idx(elements.shape().dims(), bytes);
    return Files.write(file, file.toString().endsWith(".gz") ? IdxFileTest.zipped(content) : content);
  }

  /** An IDX file. */
  static byte[] idx(long[] dims, byte... elements) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * dims.length + elements.length);
    file.putInt(0x800 + dims.length);
    for (long dim : dims) {
      file.putInt((int) dim);
    }
    return file.put(elements).array();
  }

  /** Pixels of some images in memory, and their labels. */
  static NdArray[] written(Images images) throws IOException {
    NdArray pixels = NdArray.allocate(images.imagesSpec());
    NdArray labels = NdArray.allocate(ArraySpec.of(DType.UINT8, images.rows()));
    images.write(pixels, labels, 2, Progress.NONE.start("", 0));
    return new NdArray[] {pixels, labels};
  }
}
