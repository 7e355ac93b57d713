package org.mmaparrays.compute.internal.passes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Merges results that come in any order along a fixed binary tree over their indices: the pairs, and so every
 * rounding, depend on their number alone.
 *
 * <p>Few results wait at a time, a logarithm of their number for each thread that delivers them in ascending order.
 */
final class PairwiseMerge<R> {
  private final long count;
  private final BinaryOperator<R> merge;

  /** For each level of the tree, the results that wait for their partners, by index. */
  private final List<Map<Long, R>> waiting = new ArrayList<>();

  private @Nullable R root;

  /** @param merge may change and give back its first argument */
  PairwiseMerge(long count, BinaryOperator<R> merge) {
    this.count = count;
    this.merge = merge;
  }

  /** Takes the result of one index, and merges it with its partner, if that is there. */
  synchronized void add(long index, R result) {
    R merged = result;
    int level = 0;
    long at = index;
    long width = count;
    while (width > 1) {
      // The last of an odd number has no partner and goes up as it is.
      if (at % 2 == 1 || at + 1 < width) {
        R partner = waitingAt(level).remove(at ^ 1);
        if (partner == null) {
          waitingAt(level).put(at, merged);
          return;
        }
        merged = at % 2 == 1 ? merge.apply(partner, merged) : merge.apply(merged, partner);
      }
      at /= 2;
      width = Math.ceilDiv(width, 2);
      level++;
    }
    root = merged;
  }

  private Map<Long, R> waitingAt(int level) {
    while (waiting.size() <= level) {
      waiting.add(new HashMap<>());
    }
    return waiting.get(level);
  }

  /**
   * Returns all results merged.
   *
   * @throws NoSuchElementException if results are missing, or there are none
   */
  synchronized R result() {
    R merged = root;
    if (merged == null) {
      throw new NoSuchElementException("not all of " + count + " results have been added");
    }
    return merged;
  }
}
