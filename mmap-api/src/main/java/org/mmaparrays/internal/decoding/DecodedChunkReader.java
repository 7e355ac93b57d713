package org.mmaparrays.internal.decoding;

import java.util.concurrent.CancellationException;
import org.mmaparrays.internal.chunks.ChunkReader;
import org.mmaparrays.internal.concurrent.DecoderThreads;
import org.mmaparrays.internal.memory.MemoryScope;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.RowRange;

/**
 * Chunks decoded into a buffer: by all processors, with those that come next decoded into another one meanwhile, or by one
 * where there are other workers.
 *
 * <p>Small chunks are decoded several at once, as views of one buffer.
 */
public final class DecodedChunkReader implements ChunkReader {
  private final DecodedElements array;
  private final RowRange all;
  private final long rowsAtOnce;
  private final boolean readsAhead;

  private DecodedRows current;
  private DecodedRows next;
  private MemoryScope lent = MemoryScope.IN_MEMORY;

  private DecodedChunkReader(DecodedElements array, long rowsAtOnce, int threads, boolean readsAhead) {
    this.array = array;
    this.all = RowRange.all(array.shape());
    this.rowsAtOnce = rowsAtOnce;
    this.readsAhead = readsAhead && rowsAtOnce < all.count();
    this.current = new DecodedRows(array, rowsAtOnce, threads);
    this.next = this.readsAhead ? new DecodedRows(array, rowsAtOnce, threads) : current;
  }

  /** Returns a reader for one thread that takes one chunk after the other. */
  public static DecodedChunkReader walking(DecodedElements array, long rowsPerChunk) {
    long most = RowRange.all(array.shape()).count();
    long chunks = Math.max(1, array.defaultRows() / rowsPerChunk);
    return new DecodedChunkReader(array, Math.min(most, rowsPerChunk * chunks), DecoderThreads.most(), true);
  }

  /** Returns a reader for one of several workers. */
  public static DecodedChunkReader working(DecodedElements array, long rowsPerChunk) {
    long most = RowRange.all(array.shape()).count();
    return new DecodedChunkReader(array, Math.min(most, rowsPerChunk), 1, false);
  }

  @Override
  public StridedMemory read(RowRange rows) {
    array.loans().withdraw(lent);
    array.checkOpen();
    StridedMemory there = await(rows);
    lent = array.loans().lend(rows);
    RowRange inside = new RowRange(rows.from() - current.rows().from(), rows.to() - current.rows().from());
    StridedMemory view = there.rows(inside);
    return view.with(view.memory().asReadOnly(), lent);
  }

  /** Returns the buffer that has the rows, once it has them. */
  private StridedMemory await(RowRange rows) {
    try {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (current.rows().contains(rows)) {
        return current.await();
      }
      RowRange wanted = around(rows.from());
      if (readsAhead) {
        DecodedRows done = current;
        current = next;
        next = done;
      }
      if (!current.rows().equals(wanted)) {
        current.start(wanted);
      }
      StridedMemory decoded = current.await();
      if (readsAhead && wanted.to() < all.to()) {
        next.start(around(wanted.to()));
      }
      return decoded;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      CancellationException cancelled = new CancellationException(
          array.array() + ": interrupted while rows " + rows + " were read");
      cancelled.initCause(interrupted);
      throw cancelled;
    }
  }

  /** Returns the rows that are decoded together with a row. */
  private RowRange around(long row) {
    long from = row / rowsAtOnce * rowsAtOnce;
    return new RowRange(from, from + Math.min(rowsAtOnce, all.to() - from));
  }

  @Override
  public void close() {
    array.loans().withdraw(lent);
    current.close();
    if (readsAhead) {
      next.close();
    }
  }
}
