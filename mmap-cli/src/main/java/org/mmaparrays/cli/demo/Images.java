package org.mmaparrays.cli.demo;

import java.io.IOException;
import org.mmaparrays.NdArray;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;

/** Grey images of 28 × 28 pixels in ten classes: rows to train on, then rows that are held out. */
interface Images {
  /** Pixels along each side. */
  int SIDE = 28;

  /** Pixels of an image, which are its bytes. */
  int PIXELS = SIDE * SIDE;

  /** How many classes there are; labels count from 0. */
  int CLASSES = 10;

  /** How many images there are to train on. */
  long trainingRows();

  /** How many are held out. */
  long heldOutRows();

  /** What they are, for the report. */
  String describe();

  /** What tells them from others, besides their number. */
  String identity();

  /**
   * Writes all of them in blocks, those held out last.
   *
   * @param images uint8 (rows, 28, 28)
   * @param labels uint8 (rows,)
   * @throws IOException if they cannot be read
   */
  void write(NdArray images, NdArray labels, int threads, Progress.Task progress) throws IOException;

  /** How many there are in all. */
  default long rows() {
    return trainingRows() + heldOutRows();
  }

  /** What an array of all images is. */
  default ArraySpec imagesSpec() {
    return ArraySpec.of(DType.UINT8, rows(), SIDE, SIDE);
  }

  /** What an array of all labels is. */
  default ArraySpec labelsSpec() {
    return ArraySpec.of(DType.UINT8, rows());
  }
}
