package org.mmaparrays.compute;

import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BinaryOperator;

/**
 * Merges results that come in any order along a fixed binary tree over their indices: what is merged with what, and so
 * every rounding, depends on their number alone.
 *
 * <p>Few results wait at a time, a logarithm of their number for each thread that delivers them in ascending order.
 */
final class PairwiseMerge<R> {
  private final long count;
  private final BinaryOperator<R> merge;
  private final Map<Node, R> waiting = new HashMap<>();

  private record Node(int level, long index) {}

  /** @param merge may change and give back its first argument */
  PairwiseMerge(long count, BinaryOperator<R> merge) {
    this.count = count;
    this.merge = merge;
  }

  /** Takes the result of one index, and merges what there is to merge. */
  synchronized void add(long index, R result) {
    R merged = result;
    int level = 0;
    long at = index;
    long width = count;
    while (width > 1) {
      // The last of an odd number has no partner and goes up as it is.
      if (at % 2 == 1 || at + 1 < width) {
        R partner = waiting.remove(new Node(level, at ^ 1));
        if (partner == null) {
          waiting.put(new Node(level, at), merged);
          return;
        }
        merged = at % 2 == 1 ? merge.apply(partner, merged) : merge.apply(merged, partner);
      }
      at /= 2;
      width = Math.ceilDiv(width, 2);
      level++;
    }
    waiting.put(new Node(level, at), merged);
  }

  /**
   * All results merged.
   *
   * @throws NoSuchElementException if there were none
   */
  synchronized R result() {
    if (waiting.size() != 1) {
      throw new NoSuchElementException(waiting.size() + " results");
    }
    return waiting.values().iterator().next();
  }
}
