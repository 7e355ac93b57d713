package org.mmaparrays;

import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.mmaparrays.internal.chunks.ChunkReader;
import org.mmaparrays.internal.concurrent.WorkStealingRanges;
import org.mmaparrays.internal.concurrent.WorkerThreads;
import org.mmaparrays.model.RowRange;

/** The workers of one parallel iteration. */
final class ParallelChunkRunner {
  private final Chunks chunks;
  private final WorkStealingRanges shares;
  private final Supplier<? extends Consumer<? super Chunk>> worker;
  private volatile boolean stopped;
  private volatile boolean interrupted;

  private ParallelChunkRunner(Chunks chunks, int workers,
      Supplier<? extends Consumer<? super Chunk>> worker) {
    this.chunks = chunks;
    this.shares = new WorkStealingRanges(chunks.count(), workers);
    this.worker = worker;
  }

  static void run(Chunks chunks, int workers, Supplier<? extends Consumer<? super Chunk>> worker) {
    checkNotInterrupted();
    if (chunks.count() > 0) {
      new ParallelChunkRunner(chunks, workers, worker).run();
    }
  }

  private void run() {
    WorkerThreads.runWithCaller(shares.workers(), this::work, () -> {
      interrupted = true;
      stopped = true;
    });
    if (interrupted) {
      throw new CancellationException("interrupted");
    }
  }

  private void work(int share) {
    try (ChunkReader reader = chunks.workersReader()) {
      Consumer<? super Chunk> action = worker.get();
      for (long index = shares.take(share); index >= 0 && !stopped; index = shares.take(share)) {
        if (share == 0) { // the caller
          checkNotInterrupted();
        }
        RowRange rows = chunks.rows(index);
        action.accept(new Chunk(index, rows, new NdArray(reader.read(rows))));
      }
    } catch (Throwable e) { // A failure of one worker must end the others.
      stopped = true;
      throw e;
    }
  }

  private static void checkNotInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }
}
