package org.mmaparrays.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mmaparrays.NdArray;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.model.ArrayFormatException;

/** Images and labels from IDX files, as MNIST and Fashion-MNIST are published: two to train on, two held out. */
final class IdxImages implements Images {
  private static final int BLOCK = 1024;

  private final Pair training;
  private final Pair heldOut;
  private final long trainingRows;

  /** A file of images and the file of their labels, whose headers agree; and a text that tells them from others. */
  private record Pair(Path images, Path labels, int rows, String identity) {
    static Pair of(Path images, Path labels) throws IOException {
      try (IdxFile pixels = IdxFile.open(images, 3); IdxFile classes = IdxFile.open(labels, 1)) {
        if (pixels.dim(1) != SIDE || pixels.dim(2) != SIDE) {
          throw new ArrayFormatException(images, 8,
              "images of " + pixels.dim(1) + " × " + pixels.dim(2) + " pixels", SIDE + " × " + SIDE);
        }
        if (classes.rows() != pixels.rows()) {
          throw new ArrayFormatException(labels, 4, classes.rows() + " labels",
              pixels.rows() + ", as there are images in " + images);
        }
        if (pixels.rows() == 0) {
          throw new ArrayFormatException(images, 4, "no images", "at least one");
        }
        return new Pair(images, labels, pixels.rows(), identity(images) + " " + identity(labels));
      }
    }

    /** Returns the same for a copy elsewhere; it is not worth reading all of it to be sure. */
    private static String identity(Path file) throws IOException {
      return file.getFileName() + ":" + Files.size(file);
    }
  }

  private IdxImages(Pair training, Pair heldOut, long trainingRows) {
    this.training = training;
    this.heldOut = heldOut;
    this.trainingRows = trainingRows;
  }

  /**
   * Reads the headers of the files.
   *
   * @param mostTrainingRows how many images to train on, if there are so many
   * @throws ArrayFormatException if a header is malformed or does not fit the others
   * @throws IOException if a file cannot be read
   */
  static IdxImages of(Path images, Path labels, Path testImages, Path testLabels, long mostTrainingRows)
      throws IOException {
    Pair training = Pair.of(images, labels);
    return new IdxImages(training, Pair.of(testImages, testLabels),
        Math.min(training.rows, mostTrainingRows));
  }

  @Override
  public long trainingRows() {
    return trainingRows;
  }

  @Override
  public long heldOutRows() {
    return heldOut.rows;
  }

  @Override
  public String describe() {
    return "from " + training.images + " and " + heldOut.images;
  }

  @Override
  public String identity() {
    return training.identity + " " + heldOut.identity;
  }

  @Override
  public void write(NdArray images, NdArray labels, int threads, Progress.Task progress) throws IOException {
    // One thread: a gzip stream has no places to start from but its beginning.
    write(training, trainingRows, images.rows(0, trainingRows), labels.rows(0, trainingRows), progress);
    write(heldOut, heldOut.rows, images.rows(trainingRows, rows()), labels.rows(trainingRows, rows()),
        progress);
  }

  private static void write(Pair pair, long rows, NdArray images, NdArray labels, Progress.Task progress)
      throws IOException {
    byte[] pixels = new byte[BLOCK * PIXELS];
    byte[] classes = new byte[BLOCK];
    try (IdxFile imageFile = IdxFile.open(pair.images, 3); IdxFile labelFile = IdxFile.open(pair.labels, 1)) {
      for (long from = 0; from < rows; from += BLOCK) {
        int count = (int) Math.min(BLOCK, rows - from);
        imageFile.read(pixels, count * PIXELS);
        labelFile.read(classes, count);
        check(pair.labels, classes, count, from);
        images.rows(from, from + count).copyBitsFrom(pixels);
        labels.rows(from, from + count).copyBitsFrom(classes);
        progress.advance(count);
      }
      if (rows == pair.rows) {
        imageFile.expectEnd();
        labelFile.expectEnd();
      }
    }
  }

  private static void check(Path file, byte[] classes, int count, long from) throws ArrayFormatException {
    for (int i = 0; i < count; i++) {
      if (classes[i] < 0 || classes[i] >= CLASSES) {
        throw new ArrayFormatException(file, 8 + from + i, "label " + (classes[i] & 0xFF),
            "0 to " + (CLASSES - 1));
      }
    }
  }
}
