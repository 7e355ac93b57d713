package org.mmaparrays.benchmarks.soak.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Several threads that read an array while something happens to it. */
public final class Readers implements AutoCloseable {
  private final ExecutorService threads;
  private final List<Future<Long>> results = new ArrayList<>();
  private final AtomicLong reads = new AtomicLong();
  private volatile boolean ended;

  /** One read; true if there is to be another. */
  @FunctionalInterface
  public interface Read {
    boolean run() throws Exception;
  }

  /** Starts to read, until each reader has been told that there is no more to read. */
  public Readers(int count, Read read) {
    threads = Executors.newFixedThreadPool(count);
    Callable<Long> reader = () -> {
      long done = 0;
      while (!ended && read.run()) {
        reads.incrementAndGet();
        done++;
      }
      Scenario.require(!Thread.currentThread().isInterrupted(), "a reader was interrupted");
      return done;
    };
    for (int k = 0; k < count; k++) {
      results.add(threads.submit(reader));
    }
  }

  /** Waits until so many reads more have been done. */
  public void awaitReads(long more) {
    long target = reads.get() + more;
    while (reads.get() < target && results.stream().noneMatch(Future::isDone)) {
      Thread.onSpinWait();
    }
  }

  /** Waits for the end of all; an exception of one of them is thrown here. */
  void awaitEnd() throws Exception {
    for (Future<Long> result : results) {
      try {
        result.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a reader: " + e.getCause(), e);
      }
    }
  }

  @Override
  public void close() {
    ended = true;
    threads.close();
  }
}
