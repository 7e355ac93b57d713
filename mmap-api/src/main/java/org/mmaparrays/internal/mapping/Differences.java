package org.mmaparrays.internal.mapping;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.mmaparrays.internal.concurrent.PendingFault;

/** The differences of privately changed memory from the file, in units of a fixed number of bytes. */
public final class Differences {
  private static final int WINDOW = 1 << 18;

  private final MemorySegment changed;
  private final MemorySegment original;
  private final long unit;
  private final Runs runs;
  private final byte[] now = new byte[WINDOW];
  private final byte[] before = new byte[WINDOW];

  /** Takes one run of bytes after the other. */
  public interface Runs {
    /**
     * Units that differ, all of them side by side; a unit that is longer than a window can come in several runs.
     *
     * @param from the first byte of the run
     * @param to the byte after its last
     * @param now has the changed bytes
     * @param before has the bytes of the file
     * @param at where they start in both
     * @return from which byte on to look for more
     */
    long run(long from, long to, byte[] now, byte[] before, int at) throws IOException;
  }

  private Differences(MemorySegment changed, MemorySegment original, long unit, Runs runs) {
    this.changed = changed;
    this.original = original;
    this.unit = unit;
    this.runs = runs;
  }

  /** Shows all runs, in ascending order. */
  public static void forEach(MemorySegment changed, MemorySegment original, long unit, Runs runs)
      throws IOException {
    if (changed.byteSize() == 0) {
      return;
    }
    Differences differences = new Differences(changed, original, unit, runs);
    // A program that truncates the file takes the changed pages from this mapping, too: without this look there would be no changes.
    MemorySegment.copy(original, ValueLayout.JAVA_BYTE, changed.byteSize() - 1, differences.before, 0, 1);
    ChangedPages.forEach(changed, differences::look);
  }

  private void look(long from, long to) throws IOException {
    long position = from;
    while (position < to) {
      int length = (int) Math.min(WINDOW, to - position);
      // Copies, because a fault of the storage in a copy is an error, and in a comparison in place a crash.
      MemorySegment.copy(changed, ValueLayout.JAVA_BYTE, position, now, 0, length);
      MemorySegment.copy(original, ValueLayout.JAVA_BYTE, position, before, 0, length);
      PendingFault.surface();
      position = Math.max(position + length, window(position, length));
    }
  }

  /** Compares pages that the kernel has copied; returns where to go on. */
  private long window(long start, int length) throws IOException {
    long position = start;
    while (position < start + length) {
      int at = (int) (position - start);
      int mismatch = Arrays.mismatch(now, at, length, before, at, length);
      if (mismatch < 0) {
        return start + length;
      }
      int first = unitStart(start, at + mismatch, at);
      int end = unitEnd(start, at + mismatch, length);
      while (end < length) {
        int next = unitEnd(start, end, length);
        if (Arrays.equals(now, end, next, before, end, next)) {
          break;
        }
        end = next;
      }
      position = Math.max(start + end, runs.run(start + first, start + end, now, before, first));
    }
    return position;
  }

  private int unitStart(long start, int index, int least) {
    return (int) Math.max((start + index) / unit * unit - start, least);
  }

  private int unitEnd(long start, int index, int most) {
    return (int) Math.min(((start + index) / unit + 1) * unit - start, most);
  }
}
