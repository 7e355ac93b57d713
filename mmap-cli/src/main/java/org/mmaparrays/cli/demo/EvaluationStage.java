package org.mmaparrays.cli.demo;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;

/** The last stage: classifies the rows that were held out. */
final class EvaluationStage {
  private static final int BLOCK = 256;

  private EvaluationStage() {}

  /**
   * The result of the stage.
   *
   * @param report how it went
   * @param accuracy which part of the rows was classified right, from 0 to 1
   */
  record Result(StageReport report, double accuracy) {}

  /** Runs the stage on all rows but the first. */
  static Result run(ArrayRef features, ArrayRef labels, long trainingRows, SoftmaxRegression model,
      int threads,
      Progress progress) throws IOException {
    StageReport.Clock clock = new StageReport.Clock("evaluate");
    try (StoredArray array = ArrayStores.opener(features).expect(DType.FLOAT32).open(OpenMode.READ);
        StoredArray truth = ArrayStores.opener(labels).expect(DType.UINT8).open(OpenMode.READ)) {
      long heldOut = array.spec().shape().dim(0) - trainingRows;
      NdArray rows = array.view().rows(trainingRows, trainingRows + heldOut);
      NdArray classes = truth.view().rows(trainingRows, trainingRows + heldOut);
      AtomicLong right = new AtomicLong();
      try (Progress.Task task = progress.start("evaluate", heldOut)) {
        RowBlocks.forEach(threads, heldOut, BLOCK, () -> {
          float[] numbers = new float[BLOCK * Features.COUNT];
          byte[] wanted = new byte[BLOCK];
          float[] scores = new float[Images.CLASSES];
          return (from, to) -> {
            rows.rows(from, to).copyTo(numbers);
            classes.rows(from, to).copyBitsTo(wanted);
            int hits = 0;
            for (int i = 0; i < to - from; i++) {
              hits += model.classify(numbers, i * Features.COUNT, scores) == wanted[i] ? 1 : 0;
            }
            right.addAndGet(hits);
            task.advance(to - from);
          };
        });
      }
      long bytes = heldOut * (Features.COUNT * (long) Float.BYTES + 1);
      return new Result(clock.stop(heldOut, bytes), (double) right.get() / heldOut);
    }
  }
}
