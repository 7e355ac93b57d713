package org.mmaparrays.internal.mapping;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.System.Logger;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.concurrent.PendingFault;

/**
 * Notices an array that is written whole again and again, which a mapping makes dearer and not cheaper, and says so once.
 *
 * <p>Looks at samples, so that writing costs nothing more: if all of them have changed since the
 * flush before, so has the array.
 */
public final class RewriteDetector {
  /** Once may be a start, twice a correction. */
  private static final int REWRITES_BEFORE_ADVICE = 5;
  /** Smaller mappings are cheap to flush either way. */
  private static final long SMALLEST = 1 << 20;

  private static final int SAMPLES = 16;
  private static final int SAMPLE_BYTES = 64;

  private final String array;
  private final MemorySegment memory;
  private final boolean worthwhile;
  private byte @Nullable [] before;
  private int rewrites;

  RewriteDetector(String array, MemorySegment memory) {
    this.array = array;
    this.memory = memory;
    // Advice to load an array that does not fit would be worse than none.
    this.worthwhile = memory.byteSize() >= SMALLEST && memory.byteSize() <= Runtime.getRuntime().maxMemory();
  }

  /** Takes note of a flush of the whole array. */
  void flushed() {
    if (!worthwhile || rewrites > REWRITES_BEFORE_ADVICE) {
      return;
    }
    byte[] now = samples();
    boolean rewritten = before != null && allDiffer(before, now);
    before = now;
    rewrites = rewritten ? rewrites + 1 : 0;
    if (rewrites == REWRITES_BEFORE_ADVICE) {
      rewrites++;
      System.getLogger(RewriteDetector.class.getName()).log(Logger.Level.WARNING,
          array + ": all " + memory.byteSize() + " bytes were rewritten and flushed " + REWRITES_BEFORE_ADVICE
              + " times in a row; where the steps between need not survive a crash, work on a copy in memory"
              + " (StoredArray.load) and write it back once, or flush more seldom");
    }
  }

  private byte[] samples() {
    byte[] samples = new byte[SAMPLES * SAMPLE_BYTES];
    long last = memory.byteSize() - SAMPLE_BYTES;
    for (int sample = 0; sample < SAMPLES; sample++) {
      MemorySegment.copy(memory, JAVA_BYTE, last / (SAMPLES - 1) * sample, samples, sample * SAMPLE_BYTES,
          SAMPLE_BYTES);
    }
    PendingFault.surface();
    return samples;
  }

  private static boolean allDiffer(byte[] before, byte[] now) {
    for (int at = 0; at < now.length; at += SAMPLE_BYTES) {
      if (Arrays.equals(before, at, at + SAMPLE_BYTES, now, at, at + SAMPLE_BYTES)) {
        return false;
      }
    }
    return true;
  }
}
