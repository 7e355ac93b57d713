package org.mmaparrays.cli.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.RowWriter;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.FlushPolicy;

/**
 * The classifier after each epoch, in an array of its own with a row for each: its weights, then the epoch's loss.
 *
 * <p>Every row is durable before the next epoch begins. So training that was killed goes on after the last epoch that it
 * finished, and ends at the same weights.
 */
final class TrainingHistory implements AutoCloseable {
  private static final int LOSS = SoftmaxRegression.WEIGHTS;

  private final RowWriter rows;
  private final List<Double> losses = new ArrayList<>();
  private final double[] last = new double[LOSS + 1];

  private TrainingHistory(RowWriter rows) {
    this.rows = rows;
  }

  /** Returns the specification of the array; float64 holds every weight exactly, and the loss. */
  static ArraySpec spec(int epochs) {
    return ArraySpec.of(DType.FLOAT64, epochs, LOSS + 1);
  }

  /**
   * Creates the array, or goes on with the one that is there.
   *
   * @throws IOException if it cannot be created, opened or read, or another process writes it
   */
  static TrainingHistory open(ArrayRef ref, int epochs) throws IOException {
    TrainingHistory history = new TrainingHistory(
        ArrayStores.rowWriter(ref).policy(FlushPolicy.everyWrite()).resumeOrCreate(spec(epochs)));
    try (StoredArray earlier = ArrayStores.opener(ref).expect(spec(epochs)).open()) {
      history.read(earlier.view());
      return history;
    } catch (IOException | RuntimeException | Error e) {
      history.close();
      throw e;
    }
  }

  private void read(NdArray earlier) {
    for (long epoch = 0; epoch < rows.position(); epoch++) {
      earlier.row(epoch).copyTo(last);
      losses.add(last[LOSS]);
    }
  }

  /** Returns how many epochs are done. */
  int epochs() {
    return losses.size();
  }

  /** Returns the loss of each epoch that is done. */
  List<Double> losses() {
    return List.copyOf(losses);
  }

  /** Returns the classifier after the last epoch that is done. */
  SoftmaxRegression model() {
    SoftmaxRegression model = new SoftmaxRegression();
    model.restore(last);
    return model;
  }

  /** Another epoch is done; durable when this returns. */
  void add(SoftmaxRegression model, double loss) {
    model.save(last);
    last[LOSS] = loss;
    rows.write(row -> row.copyFrom(last));
    losses.add(loss);
  }

  @Override
  public void close() {
    rows.close();
  }
}
