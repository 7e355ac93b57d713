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

  /** The number of classes; labels count from 0. */
  int CLASSES = 10;

  /** Returns how many images there are to train on. */
  long trainingRows();

  /** Returns how many are held out. */
  long heldOutRows();

  /** Describes the images, for the report. */
  String describe();

  /** Returns the text that tells these images from others, besides their number. */
  String identity();

  /**
   * Writes all of them in blocks, those held out last.
   *
   * @param images uint8 (rows, 28, 28)
   * @param labels uint8 (rows,)
   * @throws IOException if they cannot be read
   */
  void write(NdArray images, NdArray labels, int threads, Progress.Task progress) throws IOException;

  /** Returns how many there are in all. */
  default long rows() {
    return trainingRows() + heldOutRows();
  }

  /** Returns the specification of an array of all images. */
  default ArraySpec imagesSpec() {
    return ArraySpec.of(DType.UINT8, rows(), SIDE, SIDE);
  }

  /** Returns the specification of an array of all labels. */
  default ArraySpec labelsSpec() {
    return ArraySpec.of(DType.UINT8, rows());
  }
}
