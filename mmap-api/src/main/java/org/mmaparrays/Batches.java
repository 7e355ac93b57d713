package org.mmaparrays;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.mmaparrays.internal.concurrent.SequentialSpliterator;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.internal.shuffle.WindowShuffle;
import org.mmaparrays.model.RowRange;

/**
 * All rows of an array, so many at a time: in their order ({@link ArrayData#batches}), or shuffled ({@link
 * IndexedData#shuffledBatches}).
 *
 * <p>Each iteration starts anew, with the same batches. Iterations do not disturb each other, and each is for one thread.
 */
public final class Batches implements Iterable<Batch> {
  private final int size;
  private final long rows;
  private final Supplier<Iterator<Batch>> iterators;

  private Batches(int size, long rows, Supplier<Iterator<Batch>> iterators) {
    this.size = size;
    this.rows = rows;
    this.iterators = iterators;
  }

  static Batches inOrder(ArrayData data, int size) {
    checkSize(size);
    Chunks chunks = data.chunks(size);
    return new Batches(size, RowRange.all(data.shape()).count(), () -> {
      Iterator<Chunk> each = chunks.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return each.hasNext();
        }

        @Override
        public Batch next() {
          Chunk chunk = each.next();
          return new Batch(LongStream.range(chunk.rows().from(), chunk.rows().to()).toArray(), chunk.view());
        }
      };
    });
  }

  static Batches shuffled(IndexedData data, int size, long window, long seed) {
    checkSize(size);
    StridedMemory outline = IndexedAccess.outline(data);
    WindowShuffle.check(outline, window);
    return new Batches(size, outline.shape().dim(0), () -> new ShuffledBatches(data, size, window, seed));
  }

  private static void checkSize(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("batches of " + size + " rows; a batch has one at least");
    }
  }

  /** Returns the rows of each batch, but perhaps the last. */
  public int size() {
    return size;
  }

  /** Returns the number of batches. */
  public long count() {
    return Math.ceilDiv(rows, size);
  }

  /** Walks all batches, on the calling thread. */
  @Override
  public Iterator<Batch> iterator() {
    return iterators.get();
  }

  /** Returns a spliterator that never splits, so that each batch is done with before the next is taken. */
  @Override
  public Spliterator<Batch> spliterator() {
    return new SequentialSpliterator<>(iterator(), count());
  }

  /** Returns all batches, as a stream, to be taken one by one, not collected; on one thread even where the stream is parallel. */
  public Stream<Batch> stream() {
    return StreamSupport.stream(spliterator(), false);
  }
}
