package org.mmaparrays.internal.shuffle;

/** The rows of each window of a shuffle, at hand from the time it is entered until the next one is. */
public interface ShuffleWindows {
  /** Returns once the rows of the window that is served as the index-th can be copied. */
  void enter(int index);

  /** Copies one of them to a place in the buffer. */
  void copy(long row, long place);
}
