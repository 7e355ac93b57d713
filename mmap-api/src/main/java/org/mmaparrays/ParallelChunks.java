package org.mmaparrays;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Chunks that several threads walk, each from one end of a contiguous range of its own to the other.
 *
 * <p>A worker that is done early takes half of the chunks that another has left. The calling thread is one of the workers, and the others have
 * ended when a method returns or throws. An exception of one worker ends all of them, at their next chunk, and reaches the caller;
 * interrupting the caller ends it with a {@link CancellationException}, the thread still marked as interrupted.
 */
public final class ParallelChunks {
  private final Chunks chunks;
  private final int workers;

  ParallelChunks(Chunks chunks, int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException(workers + " workers; there must be one at least");
    }
    this.chunks = chunks;
    this.workers = workers;
  }

  /** Runs an action for every chunk; different threads run it at the same time. */
  public void forEach(Consumer<? super Chunk> action) {
    forEachWith(() -> action);
  }

  /**
   * Runs an action of its own in each worker.
   *
   * @param worker makes the action, called once by each thread: the place for its buffers
   */
  public void forEachWith(Supplier<? extends Consumer<? super Chunk>> worker) {
    ParallelChunkRunner.run(chunks, workers, worker);
  }

  /**
   * Returns a result for every chunk, in the order of rows.
   *
   * @throws OutOfMemoryError if there are more chunks than a list can have
   */
  public <R> List<R> map(Function<? super Chunk, ? extends R> function) {
    if (chunks.count() > Integer.MAX_VALUE) {
      throw new OutOfMemoryError(chunks.count() + " results, of which a list has " + Integer.MAX_VALUE
          + " at most; take larger chunks, or add the results up in forEachWith");
    }
    List<R> results = new ArrayList<>();
    Object[] byIndex = new Object[(int) chunks.count()];
    forEach(chunk -> byIndex[(int) chunk.index()] = function.apply(chunk));
    for (Object result : byIndex) {
      @SuppressWarnings("unchecked") // only results of the function are in it
      R typed = (R) result;
      results.add(typed);
    }
    return results;
  }
}
