package org.mmaparrays.compute;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.mmaparrays.ArrayData;
import org.mmaparrays.Chunk;
import org.mmaparrays.RowRange;
import org.mmaparrays.Shape;

/** One pass over an array, chunk by chunk, on several threads, telling a listener how far it is. */
final class Pass {
  /** Bytes of a chunk: some hundred microseconds of work, so that what is done once a chunk costs nothing. */
  static final long CHUNK_BYTES = 4L << 20;

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
   * A pass that keeps results for every column, in chunks that have so many rows that results are few beside elements.
   */
  static Pass overColumns(ArrayData array, Workers workers) {
    long rows = Math.max(rows(array, CHUNK_BYTES), Math.min(128, rows(array, 8 * CHUNK_BYTES)));
    if (array.inPlace().isPresent()) {
      // With very many columns few results can be kept; chunks in place may be as large as they like.
      long results = Math.max(1, Lanes.MAX_COLUMNS / Math.max(1, Lanes.columns(array.shape())));
      rows = Math.max(rows, Math.ceilDiv(RowRange.all(array.shape()).count(), results));
    }
    return new Pass(array, rows, workers);
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
