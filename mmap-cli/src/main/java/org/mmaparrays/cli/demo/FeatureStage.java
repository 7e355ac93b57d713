package org.mmaparrays.cli.demo;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayRef;
import org.mmaparrays.ArraySpec;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.DType;
import org.mmaparrays.NdArray;
import org.mmaparrays.OpenMode;
import org.mmaparrays.ReadAdvice;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.progress.Progress;

/**
 * The first stage: reads images in order, and writes their features to a new array, flushed now and then.
 *
 * <p>The array has its name only when it is complete: if the stage fails, nothing looks like its result.
 */
final class FeatureStage {
  private static final int BLOCK = 256;

  /** How much may be lost when the power fails, and how much the last flush has to write at most. */
  private static final long FLUSH_BYTES = 64 << 20;

  private FeatureStage() {}

  /** What an array of features is. */
  static ArraySpec spec(long rows) {
    return ArraySpec.of(DType.FLOAT32, rows, Features.COUNT);
  }

  /** Runs the stage with all threads on one mapping of each array. */
  static StageReport run(ArrayRef images, ArrayRef features, int threads, Progress progress)
      throws IOException {
    StageReport.Clock clock = new StageReport.Clock("features");
    try (StoredArray from = ArrayStores.opener(images).expect(DType.UINT8).open()) {
      from.advise(ReadAdvice.SEQUENTIAL);
      long rows = from.spec().shape().dim(0);
      try (ArrayDraft draft = ArrayStores.draft(features, spec(rows), OpenMode.CREATE_NEW)) {
        StoredArray to = draft.array();
        try (Progress.Task task = progress.start("features", rows)) {
          extract(from.view(), to, threads, task);
        }
        to.flush();
        StageReport report = clock.stop(rows, from.spec().byteSize() + to.spec().byteSize());
        draft.publish();
        return report;
      }
    }
  }

  private static void extract(NdArray images, StoredArray features, int threads, Progress.Task task) {
    AtomicLong written = new AtomicLong();
    long rowBytes = (long) Features.COUNT * Float.BYTES;
    RowBlocks.forEach(threads, images.shape().dim(0), BLOCK, () -> {
      byte[] pixels = new byte[BLOCK * Images.PIXELS];
      float[] numbers = new float[BLOCK * Features.COUNT];
      return (fromRow, toRow) -> {
        images.rows(fromRow, toRow).copyBitsTo(pixels);
        for (int i = 0; i < toRow - fromRow; i++) {
          Features.extract(pixels, i * Images.PIXELS, numbers, i * Features.COUNT);
        }
        features.view().rows(fromRow, toRow).copyFrom(numbers);
        long bytes = (toRow - fromRow) * rowBytes;
        long total = written.addAndGet(bytes);
        if (total / FLUSH_BYTES > (total - bytes) / FLUSH_BYTES) {
          features.flush();
        }
        task.advance(toRow - fromRow);
      };
    });
  }
}
