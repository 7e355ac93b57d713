package org.mmaparrays.cli.demo;

import org.mmaparrays.NdArray;
import org.mmaparrays.cli.progress.Progress;

/**
 * Images made on the spot, the same for the same seed on every machine, however many threads make them.
 *
 * <p>Each class has a template of soft blobs. An image is the template of its class, moved by up to three pixels and
 * dimmed, with the template of another class shining through, under noise: easy enough to learn, too hard to get all
 * right.
 */
final class GeneratedImages implements Images {
  private static final int BLOCK = 256;
  private static final int BLOBS = 5;
  /** The farthest that an image is moved from its template, in pixels along each axis. */
  private static final int SHIFT = 3;

  private static final int WIDE = SIDE + 2 * SHIFT;

  private final long rows;
  private final long seed;
  private final float[][] templates = new float[CLASSES][];

  /**
   * So many images, the last seventh of them held out.
   *
   * @throws IllegalArgumentException if there are less than seven
   */
  GeneratedImages(long rows, long seed) {
    if (rows < 7) {
      throw new IllegalArgumentException(rows + " rows are too few, at least 7 are needed");
    }
    this.rows = rows;
    this.seed = seed;
    for (int label = 0; label < CLASSES; label++) {
      templates[label] = template(new SplitMix(SplitMix.mix(seed) + label));
    }
  }

  @Override
  public long trainingRows() {
    return rows - heldOutRows();
  }

  @Override
  public long heldOutRows() {
    return rows / 7;
  }

  @Override
  public String describe() {
    return "generated from seed " + seed;
  }

  @Override
  public String identity() {
    return "generated";
  }

  @Override
  public void write(NdArray images, NdArray labels, int threads, Progress.Task progress) {
    RowBlocks.forEach(threads, rows, BLOCK, () -> {
      byte[] pixels = new byte[BLOCK * PIXELS];
      byte[] classes = new byte[BLOCK];
      SplitMix random = new SplitMix(0);
      return (from, to) -> {
        for (long row = from; row < to; row++) {
          int k = (int) (row - from);
          // Each row has numbers of its own: no row depends on the thread that makes the rows before it.
          random.reseed(SplitMix.mix(seed ^ SplitMix.mix(row + 1)));
          classes[k] = draw(random, pixels, k * PIXELS);
        }
        images.rows(from, to).copyBitsFrom(pixels);
        labels.rows(from, to).copyBitsFrom(classes);
        progress.advance(to - from);
      };
    });
  }

  /** Draws one image and gives its class. */
  private byte draw(SplitMix random, byte[] pixels, int at) {
    int label = random.nextInt(CLASSES);
    float[] shape = templates[label];
    float[] other = templates[(label + 1 + random.nextInt(CLASSES - 1)) % CLASSES];
    int shapeAt = random.nextInt(2 * SHIFT + 1) * WIDE + random.nextInt(2 * SHIFT + 1);
    int otherAt = random.nextInt(2 * SHIFT + 1) * WIDE + random.nextInt(2 * SHIFT + 1);
    float light = 110 + 90 * random.nextFloat();
    float shine = light * 0.95f * random.nextFloat();
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int offset = y * WIDE + x;
        float value =
            light * shape[shapeAt + offset] + shine * other[otherAt + offset] + 8 * random.nextNoise();
        pixels[at + y * SIDE + x] = (byte) Math.clamp((int) value, 0, 255);
      }
    }
    return (byte) label;
  }

  /** Soft blobs in a square large enough to be moved about. */
  private static float[] template(SplitMix random) {
    float[] template = new float[WIDE * WIDE];
    for (int blob = 0; blob < BLOBS; blob++) {
      float centreX = 7 + (WIDE - 14) * random.nextFloat();
      float centreY = 7 + (WIDE - 14) * random.nextFloat();
      float widthX = 1.5f + 4 * random.nextFloat();
      float widthY = 1.5f + 4 * random.nextFloat();
      for (int y = 0; y < WIDE; y++) {
        for (int x = 0; x < WIDE; x++) {
          float dx = (x - centreX) / widthX;
          float dy = (y - centreY) / widthY;
          // StrictMath: the same bits on every machine.
          float light = (float) StrictMath.exp(-(dx * dx + dy * dy) / 2);
          template[y * WIDE + x] = Math.max(template[y * WIDE + x], light);
        }
      }
    }
    return template;
  }
}
