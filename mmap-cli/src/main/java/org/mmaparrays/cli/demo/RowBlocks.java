package org.mmaparrays.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Threads that share out the rows of an array in blocks, in ascending order, so that storage is read as it lies. */
final class RowBlocks {
  private RowBlocks() {}

  /** The work on rows {@code from} (inclusive) to {@code to} (exclusive). */
  interface Worker {
    void work(long from, long to);
  }

  /**
   * Hands out all rows and returns when all are done.
   *
   * @param worker makes the worker for the blocks of one thread: the place for its buffers
   * @throws CancellationException if the calling thread is interrupted
   */
  static void forEach(int threads, long rows, int blockRows, Supplier<Worker> worker) {
    int needed = Math.clamp(Math.ceilDiv(rows, blockRows), 1, threads);
    AtomicLong next = new AtomicLong();
    Runnable loop = () -> {
      Worker own = worker.get();
      for (long from = next.getAndAdd(blockRows); from < rows; from = next.getAndAdd(blockRows)) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CancellationException("interrupted");
        }
        own.work(from, Math.min(rows, from + blockRows));
      }
    };
    try (ExecutorService pool = pool(needed)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < needed; i++) {
        running.add(pool.submit(loop));
      }
      await(pool, running);
    }
  }

  /** Returns a pool of so many threads, none of which keeps the JVM alive. */
  static ExecutorService pool(int threads) {
    return Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().name("demo-", 1).factory());
  }

  /** Waits for all, and throws the exception of any of them; the rest is interrupted then. */
  static void await(ExecutorService pool, List<? extends Future<?>> running) {
    try {
      for (Future<?> future : running) {
        future.get();
      }
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
      CancellationException cancelled = new CancellationException("interrupted");
      cancelled.initCause(e);
      throw cancelled;
    } catch (ExecutionException e) {
      pool.shutdownNow();
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new AssertionError(e); // Workers throw nothing checked.
      }
    }
  }
}
