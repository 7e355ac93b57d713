package org.mmaparrays.cli.demo;

import java.io.IOException;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.compute.Columns;
import org.mmaparrays.compute.MeansAndStds;
import org.mmaparrays.compute.Statistics;
import org.mmaparrays.compute.Workers;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;

/**
 * The second stage: reads the features' statistics, then gives each mean 0 and deviation 1, in place.
 *
 * <p>Rows that are changed in place cannot be told from the others: if the stage is killed, the features must be extracted again.
 * So its first checkpoint says that none are complete, and its last that all are, normalised.
 */
final class NormaliseStage {
  private NormaliseStage() {}

  /**
   * Runs the stage.
   *
   * @param trainingRows the rows that the statistics are of: those held out must not be known beforehand
   * @param run the record in the checkpoints
   */
  static StageReport run(ArrayRef features, long trainingRows, RunRecord run, int threads, Progress progress)
      throws IOException {
    StageReport.Clock clock = new StageReport.Clock("normalise");
    try (StoredArray array = ArrayStores.opener(features).expect(DType.FLOAT32).open(OpenMode.READ_WRITE)) {
      NdArray all = array.view();
      long rows = all.shape().dim(0);
      MeansAndStds statistics;
      try (Progress.Task task = progress.start("statistics", trainingRows)) {
        statistics = Statistics.meansAndStds(all.rows(0, trainingRows), workers(threads, task));
      }
      double[] scale = statistics.stds();
      for (int c = 0; c < scale.length; c++) {
        // A feature that never changes becomes 0, at any scale.
        scale[c] = scale[c] > 0 ? 1 / scale[c] : 1;
      }
      array.checkpoint(0, run.with(RunRecord.Stage.NORMALISING).toPayload());
      try (Progress.Task task = progress.start("normalise", rows)) {
        Columns.scale(array, array, statistics.means(), scale, workers(threads, task));
      }
      array.checkpoint(rows, run.with(RunRecord.Stage.NORMALISED).toPayload());
      long bytes = array.spec().byteSize();
      return clock.stop(rows, bytes / rows * trainingRows + 2 * bytes);
    }
  }

  private static Workers workers(int threads, Progress.Task task) {
    return Workers.of(threads).reporting(elements -> task.reach(elements / Features.COUNT));
  }
}
