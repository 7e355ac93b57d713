package org.mmaparrays;

import java.util.concurrent.CancellationException;

/**
 * Chunks decoded into a buffer: by all processors, with those that come next decoded into another one meanwhile, or by one
 * where there are other workers.
 *
 * <p>Small chunks are decoded several at once, as views of one buffer.
 */
final class DecodedReader implements ChunkReader {
  private final DecodedElements array;
  private final RowRange all;
  private final long rowsAtOnce;
  private final boolean readsAhead;

  private DecodedRows current;
  private DecodedRows next;
  private Lease lent = Lease.IN_MEMORY;

  private DecodedReader(DecodedElements array, long rowsAtOnce, int threads, boolean readsAhead) {
    this.array = array;
    this.all = RowRange.all(array.shape());
    this.rowsAtOnce = rowsAtOnce;
    this.readsAhead = readsAhead && rowsAtOnce < all.count();
    this.current = new DecodedRows(array, rowsAtOnce, threads);
    this.next = this.readsAhead ? new DecodedRows(array, rowsAtOnce, threads) : current;
  }

  /** For who takes one chunk after the other. */
  static DecodedReader walking(DecodedElements array, long rowsPerChunk) {
    long most = RowRange.all(array.shape()).count();
    long chunks = Math.max(1, array.defaultRows() / rowsPerChunk);
    return new DecodedReader(array, Math.min(most, rowsPerChunk * chunks), DecoderThreads.most(), true);
  }

  /** For one of several workers. */
  static DecodedReader working(DecodedElements array, long rowsPerChunk) {
    long most = RowRange.all(array.shape()).count();
    return new DecodedReader(array, Math.min(most, rowsPerChunk), 1, false);
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

  /** The buffer that has the rows, once it has them. */
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

  /** What is decoded at once and has a row. */
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
