package org.mmaparrays.benchmarks.support;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Threads that do the same work. */
public final class Threads {
  private Threads() {}

  /**
   * Runs work in each of several threads, and waits for all.
   *
   * @throws ExecutionException if the work failed in one of them
   */
  public static void runInEach(int count, Runnable work) throws ExecutionException, InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<? extends Future<?>> all =
          IntStream.range(0, count).mapToObj(thread -> threads.submit(work)).toList();
      for (Future<?> one : all) {
        one.get();
      }
    }
  }
}
