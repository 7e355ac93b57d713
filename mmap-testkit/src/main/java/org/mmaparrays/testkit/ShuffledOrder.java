package org.mmaparrays.testkit;

import java.util.stream.IntStream;

/** The order of shuffled batches, worked out from their documentation alone ({@code IndexedData.shuffledBatches}). */
final class ShuffledOrder {
  private long state;

  private ShuffledOrder(long seed) {
    this.state = seed;
  }

  /** Returns all rows in the order in which they are served. */
  static long[] of(long rows, long window, long seed) {
    ShuffledOrder random = new ShuffledOrder(seed);
    long size = Math.min(window, rows);
    long[] order = new long[Math.toIntExact(rows)];
    int place = 0;
    for (int chosen : random.shuffled(Math.ceilDiv(rows, size))) {
      long first = chosen * size;
      int[] inside = random.shuffled(Math.min(size, rows - first));
      for (int k = inside.length - 1; k >= 0; k--) {
        order[place++] = first + inside[k];
      }
    }
    return order;
  }

  /** Returns the numbers from 0 in random order. */
  private int[] shuffled(long count) {
    int[] numbers = IntStream.range(0, Math.toIntExact(count)).toArray();
    for (int i = numbers.length - 1; i > 0; i--) {
      int j = (int) Math.unsignedMultiplyHigh(next(), i + 1);
      int moved = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = moved;
    }
    return numbers;
  }

  /** SplitMix64. */
  private long next() {
    state += 0x9E3779B97F4A7C15L;
    long z = state;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
