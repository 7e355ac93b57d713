package org.mmaparrays.internal.concurrent;

import java.util.List;
import org.mmaparrays.model.RowRange;

/** Indices that several workers share: each takes its own contiguous range, then half of the longest rest of another. */
public final class WorkStealingRanges {
  private final long[] next;
  private final long[] end;

  public WorkStealingRanges(long count, int workers) {
    List<RowRange> ranges = new RowRange(0, count).split(workers);
    next = ranges.stream().mapToLong(RowRange::from).toArray();
    end = ranges.stream().mapToLong(RowRange::to).toArray();
  }

  /** Returns how many workers there is work for. */
  public int workers() {
    return next.length;
  }

  /** Returns the next index of a worker, or a negative number if all are taken. */
  public synchronized long take(int worker) {
    if (next[worker] == end[worker]) {
      int longest = worker;
      for (int other = 0; other < next.length; other++) {
        longest = end[other] - next[other] > end[longest] - next[longest] ? other : longest;
      }
      if (longest == worker) {
        return -1;
      }
      end[worker] = end[longest];
      next[worker] = next[longest] + (end[longest] - next[longest]) / 2;
      end[longest] = next[worker];
    }
    return next[worker]++;
  }
}
