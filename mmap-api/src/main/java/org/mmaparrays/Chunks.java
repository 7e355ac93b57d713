package org.mmaparrays;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.mmaparrays.internal.chunks.ChunkReader;
import org.mmaparrays.internal.concurrent.SequentialSpliterator;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;

/**
 * The rows of an array in their order, some at a time; got from {@link ArrayData#chunks}.
 *
 * <p>Nothing is copied where the array is mapped or in memory; where it is decoded, one walk has two buffers of about the size
 * of a chunk, and each worker has one. Each iteration starts anew; iterations, and the workers of a
 * parallel one, do not disturb each other.
 *
 * {@snippet :
 * for (Chunk chunk : array.chunks()) {
 *   sum += sum(chunk.view());
 * }
 * List<Double> sums = array.chunks().parallel().map(chunk -> sum(chunk.view()));
 * }
 */
public final class Chunks implements Iterable<Chunk> {
  private final RowRange rows;
  private final long rowsPerChunk;
  private final Supplier<? extends ChunkReader> walkers;
  private final Supplier<? extends ChunkReader> workers;

  Chunks(Shape shape, long rowsPerChunk, Supplier<? extends ChunkReader> readers) {
    this(shape, rowsPerChunk, readers, readers);
  }

  /**
   * Chunks of rows.
   *
   * @param walkers read for one thread that takes one chunk after the other
   * @param workers read for one of several threads, each of which is to keep one processor busy
   */
  Chunks(Shape shape, long rowsPerChunk, Supplier<? extends ChunkReader> walkers,
      Supplier<? extends ChunkReader> workers) {
    if (rowsPerChunk < 1) {
      throw new IllegalArgumentException("chunks of " + rowsPerChunk + " rows; a chunk has one at least");
    }
    this.rows = RowRange.all(shape);
    this.rowsPerChunk = rowsPerChunk;
    this.walkers = walkers;
    this.workers = workers;
  }

  /** Returns the rows of each chunk, but perhaps the last. */
  public long rowsPerChunk() {
    return rowsPerChunk;
  }

  /** Returns the number of chunks. */
  public long count() {
    return Math.ceilDiv(rows.count(), rowsPerChunk);
  }

  /** Returns the rows of a chunk. */
  RowRange rows(long index) {
    long from = index * rowsPerChunk;
    return new RowRange(from, from + Math.min(rowsPerChunk, rows.count() - from)); // The sum of the two can overflow.
  }

  ChunkReader walkingReader() {
    return walkers.get();
  }

  ChunkReader workersReader() {
    return workers.get();
  }

  /** Walks all chunks in their order, on the calling thread. */
  @Override
  public Iterator<Chunk> iterator() {
    return new ChunkIterator(this);
  }

  /** Returns a spliterator that never splits, so that each chunk is done with before the next is taken. */
  @Override
  public Spliterator<Chunk> spliterator() {
    return new SequentialSpliterator<>(iterator(), count());
  }

  /**
   * Returns all chunks in their order, as a stream, to be taken one by one, not collected; on one thread even where the stream is
   * parallel, see {@link #parallel}.
   */
  public Stream<Chunk> stream() {
    ChunkIterator walk = new ChunkIterator(this);
    return StreamSupport.stream(new SequentialSpliterator<>(walk, count()), false).onClose(walk::close);
  }

  /** Returns the same chunks, walked by as many workers as the JVM has processors. */
  public ParallelChunks parallel() {
    return parallel(Runtime.getRuntime().availableProcessors());
  }

  /**
   * Returns the same chunks, walked by so many workers, the calling thread among them.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  public ParallelChunks parallel(int workers) {
    return new ParallelChunks(this, workers);
  }
}
