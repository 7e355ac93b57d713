package org.mmaparrays.internal.concurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share one piece of work and have ended when it returns or throws.
 *
 * <p>Where the system has no more threads there are fewer, so that the work must be such that any of them would do all of it.
 */
public final class WorkerThreads {
  private static final ThreadFactory THREADS = DaemonThreads.factory("worker");

  private WorkerThreads() {}

  /**
   * Runs the work in so many threads, the calling one among them.
   *
   * @param work told which of the threads it is, from 0, the caller; throws nothing checked
   */
  public static void runWithCaller(int threads, IntConsumer work) {
    run(0, threads, work, () -> {}, THREADS);
  }

  /**
   * The same, where an interrupt of the waiting caller has a meaning.
   *
   * @param interrupted called at once, and the other threads are waited for all the same
   */
  public static void runWithCaller(int threads, IntConsumer work, Runnable interrupted) {
    run(0, threads, work, interrupted, THREADS);
  }

  /**
   * Runs the work in so many threads, and not in the calling one: an interrupt would close the file that is read.
   *
   * @param work told which of the threads it is, from 1; throws nothing checked
   * @throws OutOfMemoryError if no thread can be started
   */
  public static void runForCaller(int threads, IntConsumer work) {
    run(1, threads + 1, work, () -> {}, THREADS);
  }

  static void run(int from, int to, IntConsumer work, Runnable interrupted, ThreadFactory threads) {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> workers = new ArrayList<>();
    for (int i = Math.max(1, from); i < to; i++) {
      int number = i;
      try {
        Thread worker = threads.newThread(() -> attempt(number, work, failure));
        workers.add(worker); // Before it works, or it could be left alone after all.
        worker.start();
      } catch (OutOfMemoryError noMoreThreads) {
        if (from > 0 && i == from) {
          throw noMoreThreads;
        }
        break; // Those that are there must not be left alone, and can do it all.
      }
    }
    if (from == 0) {
      attempt(0, work, failure);
    }
    join(workers, interrupted);
    Throwable thrown = failure.get();
    if (thrown != null) { // A switch over types is linked at its first run, and most work does not fail.
      switch (thrown) {
        case Error error -> throw error;
        case RuntimeException exception -> throw exception;
        default -> throw new AssertionError(thrown); // The work throws nothing checked.
      }
    }
  }

  private static void attempt(int number, IntConsumer work, AtomicReference<@Nullable Throwable> failure) {
    try {
      work.accept(number);
      PendingFault.surface();
    } catch (Throwable e) { // Every failure must reach the caller.
      failure.compareAndSet(null, e);
    }
  }

  /** Waits also through interrupts: no thread may touch the array once the caller goes on. */
  private static void join(List<Thread> workers, Runnable interrupted) {
    boolean wasInterrupted = false;
    for (Thread worker : workers) {
      while (true) {
        try {
          worker.join();
          break;
        } catch (InterruptedException e) {
          wasInterrupted = true;
          interrupted.run();
        }
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
