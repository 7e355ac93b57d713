package org.mmaparrays.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FeaturesTest {
  private static final int EDGES = 196;

  private static float[] extract(byte[] image) {
    float[] features = new float[Features.COUNT + 2];
    byte[] shifted = new byte[image.length + 3];
    System.arraycopy(image, 0, shifted, 3, image.length);
    Features.extract(shifted, 3, features, 1);
    assertThat(features[0]).isZero();
    assertThat(features[Features.COUNT + 1]).isZero();
    return Arrays.copyOfRange(features, 1, Features.COUNT + 1);
  }

  @Test
  void anEvenImageHasItsLightAndNoEdges() {
    byte[] white = new byte[Images.PIXELS];
    Arrays.fill(white, (byte) 255);
    float[] features = extract(white);
    assertThat(Features.COUNT).isEqualTo(588);
    assertThat(Arrays.copyOf(features, EDGES)).containsOnly(1f);
    assertThat(Arrays.copyOfRange(features, EDGES, 588)).containsOnly(0f);
  }

  @Test
  void anEdgeIsSeenInItsDirectionsAndItsCells() {
    byte[] image = new byte[Images.PIXELS];
    for (int y = 0; y < Images.SIDE; y++) {
      Arrays.fill(image, y * Images.SIDE + 14, (y + 1) * Images.SIDE, (byte) 255);
    }
    float[] features = extract(image);
    for (int cell = 0; cell < 49; cell++) {
      float[] directions = Arrays.copyOfRange(features, EDGES + cell * 8, EDGES + cell * 8 + 8);
      if (cell % 7 == 3) {
        // Brighter to the right: across, and in part both diagonals; two columns of four pixels see it.
        float diagonal = (float) Math.sqrt(8 * 0.70710677f);
        assertThat(directions).usingComparatorWithPrecision(1e-5f)
            .containsExactly((float) Math.sqrt(8), 0, 0, 0, diagonal, 0, diagonal, 0);
      } else {
        assertThat(directions).containsOnly(0f);
      }
    }
  }

  @Test
  void whatIsLeftInTheBufferDoesNotMatter() {
    byte[] image = new byte[Images.PIXELS];
    new java.util.Random(1).nextBytes(image);
    float[] clean = new float[Features.COUNT];
    Features.extract(image, 0, clean, 0);
    float[] used = new float[Features.COUNT];
    Arrays.fill(used, Float.NaN);
    Features.extract(image, 0, used, 0);
    assertThat(used).isEqualTo(clean);
  }
}
