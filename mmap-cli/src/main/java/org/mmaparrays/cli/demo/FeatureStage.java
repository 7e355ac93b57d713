package org.mmaparrays.cli.demo;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Optional;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.RowWriter;
import org.mmaparrays.RowWriterOpener;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.FlushPolicy;
import org.mmaparrays.model.ReadAdvice;

/**
 * The first stage: reads images in order, and writes their features to an array, row after row, with a checkpoint now and
 * then.
 *
 * <p>Killed at any time, it goes on after the last checkpoint, whose payload says of which run the rows are. Until it is
 * closed, no other process can write the array.
 */
final class FeatureStage implements AutoCloseable {
  private static final int BLOCK = 256;

  /** Rows that all threads fill together, 36 MiB of them. */
  private static final int BATCH = 16_384;

  /** The most that is lost when the process is killed. */
  private static final FlushPolicy POLICY =
      FlushPolicy.everyRows(BATCH).or(FlushPolicy.every(Duration.ofSeconds(5)));

  private final RowWriter writer;

  private FeatureStage(RowWriter writer) {
    this.writer = writer;
  }

  /** Returns the specification of an array of features. */
  static ArraySpec spec(long rows) {
    return ArraySpec.of(DType.FLOAT32, rows, Features.COUNT);
  }

  /**
   * Creates the array, in place of any whose run had not got beyond that.
   *
   * @throws IOException if it cannot be created, or another process writes it
   */
  static FeatureStage begin(ArrayRef features, long rows, RunRecord run) throws IOException {
    FeatureStage stage = new FeatureStage(opener(features, run).replace(spec(rows)));
    try {
      stage.writer.checkpoint(run.toPayload()); // From now on the rows are known to be of this run.
      return stage;
    } catch (RuntimeException | Error e) {
      stage.close();
      throw e;
    }
  }

  /**
   * Goes on with the array that is there.
   *
   * @param run this run, which must have the settings of the one that began
   * @throws FileSystemException if that was another
   * @throws IOException if the array cannot be opened, or another process writes it
   */
  static FeatureStage resume(ArrayRef features, RunRecord run) throws IOException {
    FeatureStage stage = new FeatureStage(opener(features, run).resume());
    Optional<String> difference = stage.begun().flatMap(run::differenceFrom);
    if (difference.isPresent()) {
      stage.close();
      throw new FileSystemException(features.file().toString(), null, "was begun by a run with "
          + difference.get() + "; resume with the options of that run, or name another folder");
    }
    return stage;
  }

  private static RowWriterOpener opener(ArrayRef features, RunRecord run) {
    byte[] payload = run.toPayload();
    return ArrayStores.rowWriter(features).policy(POLICY).payload(() -> payload);
  }

  private Optional<RunRecord> begun() {
    return writer.resumedFrom().map(Checkpoint::payload).flatMap(RunRecord::parse);
  }

  /** Returns the first row that is not yet written. */
  long position() {
    return writer.position();
  }

  /** Returns the state in which the run before this one left the rows; empty if there was none. */
  Optional<RunRecord.Stage> earlierStage() {
    return begun().map(RunRecord::stage);
  }

  /** Publishes a checkpoint also when the process is interrupted. */
  void flushOnExit() {
    writer.flushOnExit();
  }

  /** Runs the stage on all images whose features are not yet written, with all threads on one mapping of each array. */
  StageReport run(ArrayRef images, int threads, Progress progress) throws IOException {
    StageReport.Clock clock = new StageReport.Clock("features");
    long first = writer.position();
    long rows = writer.rows().to();
    try (StoredArray from = ArrayStores.opener(images).expect(DType.UINT8).open();
        Progress.Task task = progress.start("features", rows)) {
      from.advise(ReadAdvice.SEQUENTIAL);
      task.reach(first);
      while (writer.position() < rows) {
        long at = writer.position();
        long next = Math.min(rows, at + BATCH);
        writer.writeRows(next - at, to -> extract(from.view().rows(at, next), to, threads, task));
      }
      writer.checkpoint();
      long bytes = from.spec().byteSize() + spec(rows).byteSize();
      return clock.stop(rows - first, bytes / rows * (rows - first));
    }
  }

  private static void extract(NdArray images, NdArray features, int threads, Progress.Task task) {
    RowBlocks.forEach(threads, images.shape().dim(0), BLOCK, () -> {
      byte[] pixels = new byte[BLOCK * Images.PIXELS];
      float[] numbers = new float[BLOCK * Features.COUNT];
      return (fromRow, toRow) -> {
        images.rows(fromRow, toRow).copyBitsTo(pixels);
        for (int i = 0; i < toRow - fromRow; i++) {
          Features.extract(pixels, i * Images.PIXELS, numbers, i * Features.COUNT);
        }
        features.rows(fromRow, toRow).copyFrom(numbers);
        task.advance(toRow - fromRow);
      };
    });
  }

  @Override
  public void close() {
    writer.close();
  }
}
