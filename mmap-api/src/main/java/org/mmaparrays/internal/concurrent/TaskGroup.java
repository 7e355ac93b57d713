package org.mmaparrays.internal.concurrent;

import org.jspecify.annotations.Nullable;

/** Independent pieces of work on blocks, done by {@link DecoderThreads} while the caller does something else, or waits. */
public final class TaskGroup {
  private final long count;
  private final Piece piece;

  private long next;
  private int busy;
  private @Nullable Throwable failure;

  private TaskGroup(long count, Piece piece) {
    this.count = count;
    this.piece = piece;
  }

  /** One of the pieces. */
  public interface Piece {
    /** Does the piece of this index; several threads do different pieces at the same time. */
    void run(long index);
  }

  /**
   * Starts the work.
   *
   * @param threads how many threads are to do it at most
   * @param count the number of pieces
   * @throws OutOfMemoryError if no thread can be started
   */
  public static TaskGroup start(int threads, long count, Piece piece) {
    TaskGroup work = new TaskGroup(count, piece);
    for (long thread = 0; thread < Math.min(threads, count); thread++) {
      try {
        DecoderThreads.run(work::run);
      } catch (OutOfMemoryError noMoreThreads) {
        if (thread == 0) {
          throw noMoreThreads;
        }
        break; // Those that are there can do it all.
      }
    }
    return work;
  }

  private void run() {
    for (long index = take(); index >= 0; index = take()) {
      Throwable failed = null;
      try {
        piece.run(index);
        PendingFault.surface();
      } catch (Throwable e) { // Every failure must reach the waiting thread.
        failed = e;
      }
      done(failed);
    }
  }

  private synchronized long take() {
    if (next == count) {
      return -1;
    }
    busy++;
    return next++;
  }

  private synchronized void done(@Nullable Throwable failed) {
    busy--;
    if (failed != null) {
      failure = failure == null ? failed : failure;
      next = count;
    }
    if (isOver()) {
      notifyAll();
    }
  }

  /** Returns whether nothing of it is being done any more, and nothing will be. */
  public synchronized boolean isOver() {
    return next == count && busy == 0;
  }

  /** Has no more pieces begun. */
  public synchronized void cancel() {
    next = count;
  }

  /**
   * Returns once it is over.
   *
   * @throws RuntimeException the exception of the first piece that failed
   * @throws InterruptedException if the thread is interrupted; the work goes on
   */
  public void await() throws InterruptedException {
    synchronized (this) {
      while (!isOver()) {
        wait();
      }
    }
    switch (failure) {
      case null -> {}
      case Error error -> throw CallerTrace.addTo(error);
      case RuntimeException exception -> throw CallerTrace.addTo(exception);
      default -> throw new AssertionError(failure); // A piece throws nothing checked.
    }
  }

  /** The same, and interrupts have to wait. */
  public void awaitWhateverHappens() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          await();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
