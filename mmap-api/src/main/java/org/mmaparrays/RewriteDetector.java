package org.mmaparrays;

import java.lang.System.Logger;

/**
 * Notices an array that is written whole again and again, which a mapping makes dearer and not cheaper, and says so once.
 */
final class RewriteDetector {
  /** Once may be a start, twice a correction. */
  private static final int REWRITES_BEFORE_ADVICE = 5;

  private final String array;
  private final long bytes;
  private int rewrites;

  RewriteDetector(String array, long bytes) {
    this.array = array;
    this.bytes = bytes;
  }

  /** Takes note of a flush of the whole array, after so many bytes were written in bulk. */
  void flushed(long written) {
    if (rewrites > REWRITES_BEFORE_ADVICE || written == 0) {
      return;
    }
    rewrites = written < bytes ? 0 : rewrites + 1;
    // Advice to load what does not fit would be worse than none.
    if (rewrites == REWRITES_BEFORE_ADVICE && bytes <= Runtime.getRuntime().maxMemory()) {
      rewrites++;
      System.getLogger(RewriteDetector.class.getName()).log(Logger.Level.WARNING,
          array + ": all " + bytes + " bytes were written and flushed " + REWRITES_BEFORE_ADVICE
              + " times in a row; where the steps between need not survive a crash, work on a copy in memory"
              + " (StoredArray.load) and write it back once, or flush more seldom");
    }
  }
}
