package org.mmaparrays.internal.gather;

import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Rows that were asked for in any order, in the order of storage, each with its place in the request.
 *
 * <p>Row and place share one long, so that sorting moves nothing else and boxes nothing.
 */
public final class SortedRows {
  /** The most rows that are sorted at once: their longs take 32 MiB. */
  private static final int LARGEST_PIECE = 1 << 22;

  private final long[] keys;
  private final int placeBits;
  private final long placeMask;
  private final int firstPlace;

  private SortedRows(long[] keys, int placeBits, int firstPlace) {
    this.keys = keys;
    this.placeBits = placeBits;
    this.placeMask = (1L << placeBits) - 1;
    this.firstPlace = firstPlace;
  }

  /** Returns how many rows of an array with so many can be sorted at once. */
  static int pieceOf(long rowCount) {
    int spareBits = Long.numberOfLeadingZeros(rowCount) - 1;
    return (int) Math.min(LARGEST_PIECE, 1L << spareBits);
  }

  /**
   * Sorts some places of a request.
   *
   * @param rows all rows of the request, each less than {@code rowCount}
   * @param from the first place
   * @param to the place after the last; at most {@link #pieceOf} from the first
   */
  public static SortedRows of(long[] rows, int from, int to, long rowCount) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(pieceOf(rowCount) - 1L);
    long[] keys = new long[to - from];
    boolean sorted = true;
    long before = 0;
    for (int k = 0; k < keys.length; k++) {
      long row = rows[from + k];
      sorted &= row >= before;
      before = row;
      keys[k] = row << bits | k;
    }
    if (!sorted) {
      Arrays.sort(keys);
    }
    return new SortedRows(keys, bits, from);
  }

  /**
   * Returns where each run of equal keys begins, and at last where the last one ends.
   *
   * @param count how many keys there are
   * @param key the k-th of them
   */
  static int[] groups(int count, IntToLongFunction key) {
    return IntStream.rangeClosed(0, count)
        .filter(k -> k == 0 || k == count || key.applyAsLong(k) != key.applyAsLong(k - 1))
        .toArray();
  }

  int count() {
    return keys.length;
  }

  /** Returns the k-th smallest row. */
  long row(int k) {
    return keys[k] >>> placeBits;
  }

  /** Returns its place in the request. */
  int place(int k) {
    return firstPlace + (int) (keys[k] & placeMask);
  }
}
