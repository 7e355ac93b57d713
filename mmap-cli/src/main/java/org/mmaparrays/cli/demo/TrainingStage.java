package org.mmaparrays.cli.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;

/**
 * The third stage: reads the features again and again, and trains a classifier on them by stochastic gradient descent.
 *
 * <p>Training wants a random order, in which storage is slowest. So rows are read in windows, in order, and
 * shuffled within the window: reading stays sequential, and each batch is a mixture of thousands of rows. Each batch is
 * cut into parts that do not depend on the number of threads, so neither does the outcome.
 */
final class TrainingStage {
  private static final int WINDOW = 4096;
  private static final int BATCH = 128;
  private static final int PARTS = 8;
  private static final float RATE = 0.02f;
  private static final float DECAY = 1e-4f;

  private final SoftmaxRegression model;
  private final float[] window = new float[WINDOW * Features.COUNT];
  private final byte[] labels = new byte[WINDOW];
  private final int[] order = new int[WINDOW];
  private final SoftmaxRegression.Gradient[] gradients =
      IntStream.range(0, PARTS).mapToObj(i -> new SoftmaxRegression.Gradient())
          .toArray(SoftmaxRegression.Gradient[]::new);

  private TrainingStage(SoftmaxRegression model) {
    this.model = model;
  }

  /**
   * Runs the stage on the first rows, for as many epochs as are not yet done.
   *
   * @param history gets the classifier and the mean cross-entropy, in nats, of each epoch
   */
  static StageReport run(ArrayRef features, ArrayRef labels, long trainingRows, DemoOptions options,
      TrainingHistory history, Progress progress) throws IOException {
    StageReport.Clock clock = new StageReport.Clock("train");
    TrainingStage stage = new TrainingStage(history.model());
    int first = history.epochs();
    int epochs = options.epochs();
    try (StoredArray rows = ArrayStores.opener(features).expect(DType.FLOAT32).open(OpenMode.READ);
        StoredArray classes = ArrayStores.opener(labels).expect(DType.UINT8).open(OpenMode.READ);
        ExecutorService pool = RowBlocks.pool(options.threads());
        Progress.Task task = progress.start("train", (epochs - first) * trainingRows)) {
      for (int epoch = first; epoch < epochs; epoch++) {
        SplitMix random = new SplitMix(SplitMix.mix(options.seed()) + epoch);
        double loss = 0;
        for (long from = 0; from < trainingRows; from += WINDOW) {
          int count = (int) Math.min(WINDOW, trainingRows - from);
          stage.load(rows.view(), classes.view(), from, count, random);
          loss += stage.train(count, RATE / (1 + epoch), pool);
          task.advance(count);
        }
        history.add(stage.model, loss / trainingRows);
      }
      long bytes = trainingRows * (Features.COUNT * (long) Float.BYTES + 1);
      return clock.stop((epochs - first) * trainingRows, (epochs - first) * bytes);
    }
  }

  /** Reads a window of rows in their order, and draws another to use them in. */
  private void load(NdArray features, NdArray classes, long from, int count, SplitMix random) {
    features.rows(from, from + count).copyTo(window);
    classes.rows(from, from + count).copyBitsTo(labels);
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
  }

  private double train(int count, float rate, ExecutorService pool) {
    double loss = 0;
    for (int from = 0; from < count; from += BATCH) {
      int to = Math.min(count, from + BATCH);
      addGradients(from, to, pool);
      model.descend(gradients, rate / (to - from), rate * DECAY);
      for (SoftmaxRegression.Gradient gradient : gradients) {
        loss += gradient.loss();
      }
    }
    return loss;
  }

  private void addGradients(int from, int to, ExecutorService pool) {
    List<Future<?>> running = new ArrayList<>(PARTS);
    for (int part = 0; part < PARTS; part++) {
      running.add(pool.submit(part(part, from, to)));
    }
    RowBlocks.await(pool, running);
  }

  private Callable<Void> part(int part, int from, int to) {
    return () -> {
      SoftmaxRegression.Gradient gradient = gradients[part];
      gradient.clear();
      int stop = from + (to - from) * (part + 1) / PARTS;
      for (int i = from + (to - from) * part / PARTS; i < stop; i++) {
        model.addGradient(window, order[i] * Features.COUNT, labels[order[i]], gradient);
      }
      return null;
    };
  }
}
