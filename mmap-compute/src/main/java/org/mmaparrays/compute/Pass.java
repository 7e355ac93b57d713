package org.mmaparrays.compute;

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

/** One pass over an array, chunk by chunk, on several threads, telling a listener how far it is. */
final class Pass {
  /** Bytes of a chunk: some hundred microseconds of work, so that what is done once a chunk costs nothing. */
  static final long CHUNK_BYTES = 4L << 20;

  /** Rows beside which a result for each column is small. */
  private static final long MIN_ROWS = 128;

  /** From 131,072 columns on, one more row for so many more columns: of four million, a chunk has 4096 rows. */
  private static final long COLUMNS_PER_ROW = 1024;

  private final ArrayData array;
  private final long rowsPerChunk;
  private final Workers workers;
  private final ReentrantLock reporting = new ReentrantLock();
  private long elementsDone;

  private Pass(ArrayData array, long rowsPerChunk, Workers workers) {
    this.array = array;
    this.rowsPerChunk = rowsPerChunk;
    this.workers = workers;
  }

  /** A pass in chunks of about 4 MiB. */
  static Pass over(ArrayData array, Workers workers) {
    return new Pass(array, rows(array, CHUNK_BYTES), workers);
  }

  /**
   * A pass that keeps results for every column, in chunks that have so many rows that results are few beside elements: more
   * so with very many columns, since some results wait to be merged.
   */
  static Pass overColumns(ArrayData array, Workers workers) {
    long enough = Math.max(MIN_ROWS, rowElements(array.shape()) / COLUMNS_PER_ROW);
    return new Pass(array, Math.max(rows(array, CHUNK_BYTES), enough), workers);
  }

  private static long rows(ArrayData array, long bytes) {
    return Math.max(1, bytes / (Math.max(1, rowElements(array.shape())) * array.dtype().byteSize()));
  }

  static long rowElements(Shape shape) {
    return shape.elementCount() / Math.max(1, RowRange.all(shape).count());
  }

  /**
   * Merges the results of all chunks along a tree that depends on their number alone.
   *
   * @param worker makes what gives a chunk's result, called once by each thread: the place for its buffers
   * @param merge may change and give back its first argument
   */
  <R> R reduce(Supplier<? extends Function<? super Chunk, ? extends R>> worker, BinaryOperator<R> merge) {
    PairwiseMerge<R> results = new PairwiseMerge<>(array.chunks(rowsPerChunk).count(), merge);
    forEach(() -> {
      Function<? super Chunk, ? extends R> function = worker.get();
      return chunk -> results.add(chunk.index(), function.apply(chunk));
    });
    return results.result();
  }

  /** @param worker makes what takes a chunk, called once by each thread: the place for its buffers */
  void forEach(Supplier<? extends Consumer<? super Chunk>> worker) {
    array.chunks(rowsPerChunk).parallel(workers.threads()).forEachWith(() -> {
      Consumer<? super Chunk> action = worker.get();
      return chunk -> {
        action.accept(chunk);
        done(chunk.view().shape().elementCount());
      };
    });
  }

  private void done(long elements) {
    LongConsumer listener = workers.progress();
    reporting.lock();
    try {
      elementsDone += elements;
      listener.accept(elementsDone);
    } finally {
      reporting.unlock();
    }
  }
}
