package org.mmaparrays;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The threads of one parallel iteration. */
final class Crew {
  private final Chunks chunks;
  private final Shares shares;
  private final Supplier<? extends Consumer<? super Chunk>> worker;
  private volatile @Nullable Throwable failure;

  private Crew(Chunks chunks, int workers, Supplier<? extends Consumer<? super Chunk>> worker) {
    this.chunks = chunks;
    this.shares = new Shares(chunks.count(), workers);
    this.worker = worker;
  }

  static void run(Chunks chunks, int workers, Supplier<? extends Consumer<? super Chunk>> worker) {
    checkNotInterrupted();
    if (chunks.count() > 0) {
      new Crew(chunks, workers, worker).run();
    }
  }

  private void run() {
    List<Thread> helpers = new ArrayList<>();
    for (int i = 1; i < shares.workers(); i++) {
      int share = i;
      helpers.add(Thread.ofPlatform().daemon().name("mmap-chunks-" + i).start(() -> work(share, false)));
    }
    work(0, true);
    if (join(helpers)) {
      Thread.currentThread().interrupt();
    }
    switch (failure) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      case Throwable other -> throw new AssertionError(other); // Consumers throw nothing checked.
    }
  }

  private void work(int share, boolean isCaller) {
    try (ChunkReader reader = chunks.reader()) {
      Consumer<? super Chunk> action = worker.get();
      for (long index = shares.take(share); index >= 0 && failure == null; index = shares.take(share)) {
        if (isCaller) {
          checkNotInterrupted();
        }
        RowRange rows = chunks.rows(index);
        action.accept(new Chunk(index, rows, reader.read(rows)));
      }
    } catch (Throwable e) { // Whatever ends one thread must end the others, and reach the caller.
      fail(e);
    }
  }

  /** Keeps what failed first. */
  private synchronized void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  private static void checkNotInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
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
          fail(new CancellationException("interrupted"));
        }
      }
    }
    return interrupted;
  }
}
