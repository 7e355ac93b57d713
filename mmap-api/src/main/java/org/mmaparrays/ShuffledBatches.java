package org.mmaparrays;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** One epoch of shuffled rows, in batches that share one buffer. */
final class ShuffledBatches implements Iterator<Batch> {
  private final NdArray source;
  private final WindowShuffle order;
  private final WindowReader reader;
  private final NdArray buffer;
  private final RowCopy copy;
  private long left;

  ShuffledBatches(NdArray source, int size, long window, long seed) {
    this.source = source;
    this.left = source.shape.dim(0);
    this.order = new WindowShuffle(left, window, seed);
    this.reader = new WindowReader(source, order);
    long[] dims = source.shape.dims();
    dims[0] = Math.min(size, left);
    this.buffer = NdArray.allocate(ArraySpec.of(source.type, dims));
    this.copy = new RowCopy(source, buffer.memory, buffer.base, buffer.strides, false);
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  @Override
  public Batch next() {
    if (left == 0) {
      throw new NoSuchElementException();
    }
    long[] rows = new long[(int) Math.min(buffer.shape.dim(0), left)];
    source.reading(() -> read(rows));
    left -= rows.length;
    return new Batch(rows, buffer.rows(0, rows.length));
  }

  private void read(long[] rows) {
    for (int place = 0; place < rows.length; place++) {
      if (order.startsWindow()) {
        source.lease.checkOpen();
        reader.enter(order.started());
      }
      rows[place] = order.next();
      copy.copy(rows[place], place);
    }
  }
}
