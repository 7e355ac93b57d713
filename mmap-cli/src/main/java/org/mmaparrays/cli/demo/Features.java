package org.mmaparrays.cli.demo;

import java.util.Arrays;

/**
 * The 588 features of an image: 196 pixels of it at half its size, and how strongly the light changes in eight
 * directions in each of 49 cells.
 *
 * <p>The light's change at a pixel is the difference of its neighbours, across and down; its part in each of
 * eight directions, where positive, is summed over cells of 4 × 4 pixels, and the square root taken, so that few strong
 * edges do not drown many weak ones. After Dalal and Triggs (2005), without their blocks. The same bits on every machine:
 * nothing but IEEE 754 operations in a fixed order.
 *
 * @see <a href="https://doi.org/10.1109/CVPR.2005.177">Histograms of oriented gradients for human detection</a>
 */
final class Features {
  private static final int SIDE = Images.SIDE;
  private static final int HALF = SIDE / 2;
  private static final int CELL = 4;
  private static final int CELLS = SIDE / CELL;
  private static final int DIRECTIONS = 8;

  /** The number of features of an image. */
  static final int COUNT = HALF * HALF + CELLS * CELLS * DIRECTIONS;

  /** The sine of 45°. */
  private static final float DIAGONAL = 0.70710677f;

  private Features() {}

  /** Computes the features of the image at an offset. */
  static void extract(byte[] pixels, int at, float[] features, int to) {
    halve(pixels, at, features, to);
    int edges = to + HALF * HALF;
    Arrays.fill(features, edges, to + COUNT, 0);
    for (int y = 0; y < SIDE; y++) {
      int row = at + y * SIDE;
      int above = at + Math.max(y - 1, 0) * SIDE;
      int below = at + Math.min(y + 1, SIDE - 1) * SIDE;
      for (int x = 0; x < SIDE; x++) {
        float across =
            light(pixels, row + Math.min(x + 1, SIDE - 1)) - light(pixels, row + Math.max(x - 1, 0));
        float down = light(pixels, below + x) - light(pixels, above + x);
        addEdge(across, down, features, edges + (y / CELL * CELLS + x / CELL) * DIRECTIONS);
      }
    }
    for (int i = edges; i < to + COUNT; i++) {
      features[i] = (float) Math.sqrt(features[i]);
    }
  }

  private static void halve(byte[] pixels, int at, float[] features, int to) {
    for (int y = 0; y < HALF; y++) {
      for (int x = 0; x < HALF; x++) {
        int corner = at + 2 * y * SIDE + 2 * x;
        features[to + y * HALF + x] = (light(pixels, corner) + light(pixels, corner + 1)
            + light(pixels, corner + SIDE) + light(pixels, corner + SIDE + 1)) * 0.25f;
      }
    }
  }

  private static void addEdge(float across, float down, float[] features, int cell) {
    float falling = (across + down) * DIAGONAL;
    float rising = (across - down) * DIAGONAL;
    features[cell] += Math.max(across, 0);
    features[cell + 1] += Math.max(-across, 0);
    features[cell + 2] += Math.max(down, 0);
    features[cell + 3] += Math.max(-down, 0);
    features[cell + 4] += Math.max(falling, 0);
    features[cell + 5] += Math.max(-falling, 0);
    features[cell + 6] += Math.max(rising, 0);
    features[cell + 7] += Math.max(-rising, 0);
  }

  /** Converts a pixel, 0 to 255 for black to white, to 0 to 1. */
  private static float light(byte[] pixels, int at) {
    return (pixels[at] & 0xFF) * (1 / 255f);
  }
}
