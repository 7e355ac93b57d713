package org.mmaparrays.cli.demo;

/**
 * A linear classifier: for each class a weight for each feature and a bias, and class probabilities by softmax.
 *
 * <p>Everything but the loss is float32, in a fixed order: the same on every machine.
 */
final class SoftmaxRegression {
  /** Numbers of one class: its weights, then its bias. */
  private static final int STRIDE = Features.COUNT + 1;

  /** The count of its weights. */
  static final int WEIGHTS = Images.CLASSES * STRIDE;

  private final float[] weights = new float[WEIGHTS];

  /** The gradient of a part of a batch, and the buffers for computing it. */
  static final class Gradient {
    private final float[] sums = new float[WEIGHTS];
    private final float[] scores = new float[Images.CLASSES];
    private double loss;

    /** Starts anew. */
    void clear() {
      java.util.Arrays.fill(sums, 0);
      loss = 0;
    }

    /** Returns the sum of the cross-entropies of the rows added, in nats. */
    double loss() {
      return loss;
    }
  }

  /** Adds the gradient of one row's cross-entropy. */
  void addGradient(float[] features, int at, int label, Gradient gradient) {
    float[] p = gradient.scores;
    score(features, at, p);
    float most = p[best(p)];
    float total = 0;
    for (int c = 0; c < p.length; c++) {
      p[c] = (float) StrictMath.exp(p[c] - most);
      total += p[c];
    }
    gradient.loss -= StrictMath.log(p[label] / total + 1e-30);
    for (int c = 0; c < p.length; c++) {
      float error = p[c] / total - (c == label ? 1 : 0);
      addScaled(features, at, error, gradient.sums, c * STRIDE);
      gradient.sums[c * STRIDE + Features.COUNT] += error;
    }
  }

  /** Moves all weights down the gradients' sum, and towards zero by a share of themselves. */
  void descend(Gradient[] gradients, float rate, float decay) {
    for (int i = 0; i < weights.length; i++) {
      float sum = 0;
      for (Gradient gradient : gradients) {
        sum += gradient.sums[i];
      }
      weights[i] -= rate * sum + decay * weights[i];
    }
  }

  /** Writes all weights to the beginning of an array. */
  void save(double[] to) {
    for (int i = 0; i < WEIGHTS; i++) {
      to[i] = weights[i];
    }
  }

  /** Takes all weights from the beginning of an array that {@link #save} has written. */
  void restore(double[] from) {
    for (int i = 0; i < WEIGHTS; i++) {
      weights[i] = (float) from[i];
    }
  }

  /** Returns the most probable class of one row. */
  int classify(float[] features, int at, float[] scores) {
    score(features, at, scores);
    return best(scores);
  }

  private void score(float[] features, int at, float[] scores) {
    for (int c = 0; c < scores.length; c++) {
      scores[c] = dot(weights, c * STRIDE, features, at) + weights[c * STRIDE + Features.COUNT];
    }
  }

  /** Four sums side by side: one would wait for each addition. */
  private static float dot(float[] w, int wAt, float[] x, int xAt) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    for (int i = 0; i < Features.COUNT; i += 4) {
      a += w[wAt + i] * x[xAt + i];
      b += w[wAt + i + 1] * x[xAt + i + 1];
      c += w[wAt + i + 2] * x[xAt + i + 2];
      d += w[wAt + i + 3] * x[xAt + i + 3];
    }
    return (a + b) + (c + d);
  }

  private static void addScaled(float[] x, int xAt, float factor, float[] sums, int at) {
    for (int i = 0; i < Features.COUNT; i++) {
      sums[at + i] += factor * x[xAt + i];
    }
  }

  private static int best(float[] scores) {
    int best = 0;
    for (int c = 1; c < scores.length; c++) {
      best = scores[c] > scores[best] ? c : best;
    }
    return best;
  }
}
