package org.mmaparrays.compute;

import java.util.function.LongConsumer;

/**
 * How a computation runs: on how many threads, and who hears of its progress.
 *
 * <p>Immutable. The calling thread is one of the threads; the others end before the computation returns or throws.
 * Interrupting the calling thread ends it early with a {@link java.util.concurrent.CancellationException}, the thread
 * still marked as interrupted.
 */
public final class Workers {
  private final int threads;
  private final LongConsumer progress;

  private Workers(int threads, LongConsumer progress) {
    this.threads = threads;
    this.progress = progress;
  }

  /** As many threads as the JVM has processors. */
  public static Workers available() {
    return of(Runtime.getRuntime().availableProcessors());
  }

  /**
   * The given number of threads, the calling thread included.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public static Workers of(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads + ", at least 1 is needed");
    }
    return new Workers(threads, elements -> {});
  }

  /**
   * The same, telling a listener how many elements are done so far, after each tile.
   *
   * <p>It is called by one thread at a time, with growing numbers that end at the number of elements of the array. What
   * it throws ends the computation.
   */
  public Workers reporting(LongConsumer elementsDone) {
    return new Workers(threads, elementsDone);
  }

  /** The number of threads. */
  public int threads() {
    return threads;
  }

  LongConsumer progress() {
    return progress;
  }

  @Override
  public String toString() {
    return threads + (threads == 1 ? " thread" : " threads");
  }
}
