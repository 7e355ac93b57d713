package org.mmaparrays.internal.shuffle;

import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.RowRange;

/** The order of {@code IndexedData.shuffledBatches}: windows of rows in random order, and the rows of each. */
public final class WindowShuffle {
  private final long rows;
  private final long window;
  private final SplitMix64 random;
  private final int[] windows;
  private final int[] inside;

  private int next;
  private int left;
  private long first;

  public WindowShuffle(long rows, long window, long seed) {
    this.rows = rows;
    this.window = Math.clamp(rows, 1, window);
    this.random = new SplitMix64(seed);
    this.windows = shuffled(new int[(int) Math.ceilDiv(rows, this.window)],
        Math.toIntExact(Math.ceilDiv(rows, this.window)));
    this.inside = new int[(int) this.window];
  }

  /**
   * Checks that the order can be kept in memory.
   *
   * @throws IllegalArgumentException if the window is not positive, or there are more than 2³¹ - 9 of them or of its rows
   */
  public static void check(StridedMemory source, long window) {
    if (source.shape().rank() == 0) {
      throw new IndexOutOfBoundsException(source.scope().array() + ": shape () has no rows to shuffle");
    }
    long rows = source.shape().dim(0);
    long most = Integer.MAX_VALUE - 8;
    if (window < 1 || Math.min(window, rows) > most || Math.ceilDiv(rows, window) > most) {
      throw new IllegalArgumentException(
          source.scope().array() + ": " + rows + " rows in windows of " + window
              + "; windows, and the rows of each, must be from 1 to " + most);
    }
  }

  /** Returns the next row of the epoch. */
  public long next() {
    if (left == 0) {
      RowRange range = window(next++);
      first = range.from();
      left = (int) range.count();
      shuffled(inside, left);
    }
    return first + inside[--left];
  }

  /** Returns whether the next row starts another window. */
  public boolean startsWindow() {
    return left == 0;
  }

  /** Returns how many windows have been started. */
  public int started() {
    return next;
  }

  /** Returns the rows of each window, but perhaps of the one at the end of the array, which can be served first. */
  long windowRows() {
    return window;
  }

  /** Returns the number of windows. */
  int count() {
    return windows.length;
  }

  /** Returns the rows of the window that is served as the index-th. */
  RowRange window(int index) {
    long from = windows[index] * window;
    return new RowRange(from, Math.min(rows, from + window));
  }

  /** Fisher and Yates' shuffle of the numbers from 0, as Durstenfeld published it. */
  private int[] shuffled(int[] numbers, int count) {
    for (int i = 0; i < count; i++) {
      numbers[i] = i;
    }
    for (int i = count - 1; i > 0; i--) {
      int j = (int) random.next(i + 1L);
      int swapped = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = swapped;
    }
    return numbers;
  }
}
