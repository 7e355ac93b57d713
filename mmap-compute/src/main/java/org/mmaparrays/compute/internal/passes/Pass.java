package org.mmaparrays.compute.internal.passes;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.mmaparrays.ArrayData;
import org.mmaparrays.Chunk;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;

/** One pass over an array, chunk by chunk, on several threads, which reports its progress to a listener. */
public final class Pass {
  /** Bytes of a chunk: some hundred microseconds of work, so that work that is done once a chunk costs nothing. */
  public static final long CHUNK_BYTES = 4L << 20;

  /** Rows beside which a result for each column is small. */
  private static final long MIN_ROWS = 128;

  /** From 131,072 columns on, one more row for so many more columns: of four million, a chunk has 4096 rows. */
  private static final long COLUMNS_PER_ROW = 1024;

  private final ArrayData array;
  private final long rowsPerChunk;
  private final int threads;
  private final LongConsumer progress;
  private final ReentrantLock reporting = new ReentrantLock();
  private long elementsDone;

  private Pass(ArrayData array, long rowsPerChunk, int threads, LongConsumer progress) {
    this.array = array;
    this.rowsPerChunk = rowsPerChunk;
    this.threads = threads;
    this.progress = progress;
  }

  /**
   * Returns a pass in chunks of about 4 MiB.
   *
   * @param progress takes the number of elements done so far, from one thread at a time
   */
  public static Pass over(ArrayData array, int threads, LongConsumer progress) {
    return new Pass(array, rows(array, CHUNK_BYTES), threads, progress);
  }

  /**
   * Returns a pass that keeps results for every column, in chunks of so many rows that results are few beside elements: more
   * so with very many columns, since some results wait to be merged.
   */
  public static Pass overColumns(ArrayData array, int threads, LongConsumer progress) {
    long enough = Math.max(MIN_ROWS, rowElements(array.shape()) / COLUMNS_PER_ROW);
    return new Pass(array, Math.max(rows(array, CHUNK_BYTES), enough), threads, progress);
  }

  private static long rows(ArrayData array, long bytes) {
    return Math.max(1, bytes / (Math.max(1, rowElements(array.shape())) * array.dtype().byteSize()));
  }

  public static long rowElements(Shape shape) {
    return shape.elementCount() / Math.max(1, RowRange.all(shape).count());
  }

  /**
   * Merges the results of all chunks along a tree that depends on their number alone.
   *
   * @param worker makes the function of one thread, called once by each: the place for its buffers
   * @param merge may change and give back its first argument
   */
  public <R> R reduce(Supplier<? extends Function<? super Chunk, ? extends R>> worker,
      BinaryOperator<R> merge) {
    PairwiseMerge<R> results = new PairwiseMerge<>(array.chunks(rowsPerChunk).count(), merge);
    forEach(() -> {
      Function<? super Chunk, ? extends R> function = worker.get();
      return chunk -> results.add(chunk.index(), function.apply(chunk));
    });
    return results.result();
  }

  /**
   * Gives each chunk to an action.
   *
   * @param worker makes the action of one thread, called once by each: the place for its buffers
   */
  public void forEach(Supplier<? extends Consumer<? super Chunk>> worker) {
    array.chunks(rowsPerChunk).parallel(threads).forEachWith(() -> {
      Consumer<? super Chunk> action = worker.get();
      return chunk -> {
        action.accept(chunk);
        done(chunk.view().shape().elementCount());
      };
    });
  }

  private void done(long elements) {
    reporting.lock();
    try {
      elementsDone += elements;
      progress.accept(elementsDone);
    } finally {
      reporting.unlock();
    }
  }
}
