package org.mmaparrays.compute;

import java.util.function.LongConsumer;
import org.mmaparrays.ArrayData;
import org.mmaparrays.compute.internal.passes.Pass;

/**
 * The threads of a computation, and the listener to its progress.
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

  /** Returns as many threads as the JVM has processors. */
  public static Workers available() {
    return of(Runtime.getRuntime().availableProcessors());
  }

  /**
   * Returns the given number of threads, the calling thread included.
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
   * Returns the same threads with a listener, which is told after each chunk how many elements are done so far.
   *
   * <p>One thread at a time calls the listener, with growing numbers that end at the number of elements of the array. An
   * exception of the listener ends the computation.
   */
  public Workers reporting(LongConsumer elementsDone) {
    return new Workers(threads, elementsDone);
  }

  /** Returns the number of threads. */
  public int threads() {
    return threads;
  }

  /** Returns a pass over an array on these threads. */
  Pass over(ArrayData array) {
    return Pass.over(array, threads, progress);
  }

  /** Returns a pass over an array that keeps results for every column. */
  Pass overColumns(ArrayData array) {
    return Pass.overColumns(array, threads, progress);
  }

  @Override
  public String toString() {
    return threads + (threads == 1 ? " thread" : " threads");
  }
}
