package org.mmaparrays.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The threads of one computation: they take its units in ascending order, each thread one unit at a time. */
final class Crew {
  private final Workers workers;
  private final AtomicInteger next = new AtomicInteger();
  private final ReentrantLock reporting = new ReentrantLock();
  private long elementsDone;
  private volatile boolean stopped;
  private volatile @Nullable Throwable failure;

  Crew(Workers workers) {
    this.workers = workers;
  }

  /**
   * Runs units 0 to {@code units - 1} and returns when all are done.
   *
   * @param worker makes what runs one unit, called once by each thread: the place for its buffers
   * @throws CancellationException if the calling thread is interrupted
   */
  void run(int units, Supplier<IntConsumer> worker) {
    checkNotInterrupted();
    List<Thread> helpers = new ArrayList<>();
    for (int i = 1; i < Math.min(workers.threads(), units); i++) {
      helpers.add(Thread.ofPlatform().daemon().name("mmap-compute-" + i).start(() -> work(units, worker)));
    }
    work(units, worker);
    boolean interrupted = join(helpers);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    switch (failure) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      case Throwable other -> throw new AssertionError(other); // Units throw nothing checked.
    }
  }

  /** Adds to the elements done; throws if the computation is to end. */
  void done(long elements) {
    checkNotInterrupted();
    if (stopped) {
      throw new CancellationException("stopped by another thread");
    }
    reporting.lock();
    try {
      elementsDone += elements;
      workers.progress().accept(elementsDone);
    } finally {
      reporting.unlock();
    }
  }

  private static void checkNotInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }

  private void work(int units, Supplier<IntConsumer> worker) {
    try {
      IntConsumer unit = worker.get();
      for (int i = next.getAndIncrement(); i < units && !stopped; i = next.getAndIncrement()) {
        unit.accept(i);
      }
    } catch (Throwable e) { // Whatever ends one thread must end the others, and reach the caller.
      stop(e);
    }
  }

  private void stop(Throwable cause) {
    reporting.lock();
    try {
      if (!stopped) {
        failure = cause;
        stopped = true;
      }
    } finally {
      reporting.unlock();
    }
  }

  /** Waits for all helpers whatever happens: none may touch the array once the caller goes on. */
  private boolean join(List<Thread> helpers) {
    boolean interrupted = false;
    for (Thread helper : helpers) {
      while (true) {
        try {
          helper.join();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
          stop(new CancellationException("interrupted"));
        }
      }
    }
    return interrupted;
  }
}
