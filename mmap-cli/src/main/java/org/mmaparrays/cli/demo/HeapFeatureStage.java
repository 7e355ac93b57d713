package org.mmaparrays.cli.demo;

import java.io.IOException;
import java.lang.ref.Reference;
import java.util.Optional;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.OpenMode;

/** The first stage done the other way, for comparison: load everything, compute everything, save everything. */
final class HeapFeatureStage {
  private static final int BLOCK = 256;

  private HeapFeatureStage() {}

  /** Returns the heap it needs for so many rows. */
  static long heapBytes(long rows) {
    return rows * (Images.PIXELS + (long) Features.COUNT * Float.BYTES);
  }

  /** Returns why so many rows cannot be done; nothing if they can. */
  static Optional<String> impediment(long rows) {
    Runtime runtime = Runtime.getRuntime();
    long free = runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
    return impediment(rows, free, runtime.maxMemory());
  }

  static Optional<String> impediment(long rows, long free, long most) {
    // Not to the last byte: a collector that has no room to move things in runs for ever.
    return heapBytes(rows) < free * 0.8
        ? Optional.empty()
        : Optional
            .of("it needs " + Sizes.text(heapBytes(rows)) + " of heap, and of the JVM's " + Sizes.text(most)
                + " there are " + Sizes.text(free) + " free");
  }

  /**
   * Runs the stage with everything in arrays of the Java heap, until they are saved.
   *
   * @param features where they would be published; they are saved beside it, and removed when they have been timed
   */
  static StageReport run(ArrayRef images, ArrayRef features, int threads, Progress progress)
      throws IOException {
    StageReport.Clock clock = new StageReport.Clock("features, heap");
    byte[][] pixels;
    long bytes;
    try (StoredArray from = ArrayStores.open(images, OpenMode.READ)) {
      pixels = load(from.view());
      bytes = from.spec().byteSize();
    }
    float[][] numbers = new float[pixels.length][];
    long rows = bytes / Images.PIXELS;
    try (Progress.Task task = progress.start("features, heap", rows)) {
      RowBlocks.forEach(threads, rows, BLOCK, () -> (fromRow, toRow) -> {
        int block = (int) (fromRow / BLOCK);
        int count = (int) (toRow - fromRow);
        numbers[block] = new float[count * Features.COUNT];
        for (int i = 0; i < count; i++) {
          Features.extract(pixels[block], i * Images.PIXELS, numbers[block], i * Features.COUNT);
        }
        task.advance(count);
      });
    }
    // Never published: only its cost is wanted, and closing the draft removes it.
    try (ArrayDraft draft = ArrayStores.draft(features, FeatureStage.spec(rows), OpenMode.CREATE)) {
      StoredArray to = draft.array();
      for (int block = 0; block < numbers.length; block++) {
        long from = (long) block * BLOCK;
        to.view().rows(from, Math.min(rows, from + BLOCK)).copyFrom(numbers[block]);
      }
      to.flush();
      return clock.stop(rows, bytes + to.spec().byteSize());
    } finally {
      // Loading everything means having it all: the collector must not take it back before it is counted.
      Reference.reachabilityFence(pixels);
      Reference.reachabilityFence(numbers);
    }
  }

  private static byte[][] load(NdArray images) {
    long rows = images.shape().dim(0);
    byte[][] blocks = new byte[Math.toIntExact(Math.ceilDiv(rows, BLOCK))][];
    for (int block = 0; block < blocks.length; block++) {
      long from = (long) block * BLOCK;
      long to = Math.min(rows, from + BLOCK);
      blocks[block] = new byte[(int) (to - from) * Images.PIXELS];
      images.rows(from, to).copyBitsTo(blocks[block]);
    }
    return blocks;
  }
}
