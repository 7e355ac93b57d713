package org.mmaparrays;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.mmaparrays.internal.memory.MemoryScope;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.internal.shuffle.ShuffleWindows;
import org.mmaparrays.internal.shuffle.WindowShuffle;
import org.mmaparrays.model.ArraySpec;

/** One epoch of shuffled rows, in batches that share one buffer. */
final class ShuffledBatches implements Iterator<Batch> {
  private final StridedMemory source;
  private final WindowShuffle order;
  private final StridedMemory buffer;
  private final ShuffleWindows windows;
  private long left;
  private MemoryScope lent;

  /** True once rows have been drawn for a batch that could not be read. */
  private boolean failed;

  ShuffledBatches(IndexedData data, int size, long window, long seed) {
    this.source = IndexedAccess.outline(data);
    this.left = source.shape().dim(0);
    this.order = new WindowShuffle(left, window, seed);
    long[] dims = source.shape().dims();
    dims[0] = Math.min(size, left);
    this.buffer = StridedMemory.allocate(ArraySpec.of(source.type(), dims));
    this.lent = lend();
    this.windows = IndexedAccess.windows(data, order, buffer);
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
    source.scope().checkOpen();
    if (failed) {
      throw new IllegalStateException(source.scope().array()
          + ": an earlier batch of this iteration could not be read, and its rows would be left out; start another");
    }
    lent.close();
    lent = lend();
    long[] rows = new long[(int) Math.min(buffer.shape().dim(0), left)];
    failed = true;
    source.reading(() -> read(rows));
    failed = false;
    left -= rows.length;
    StridedMemory view = buffer.rows(0, rows.length);
    return new Batch(rows, new NdArray(view.with(view.memory(), lent)));
  }

  /** Returns the right to the buffer until the next batch is put there; views of the batch before then throw. */
  private MemoryScope lend() {
    return MemoryScope.ofBuffer("shuffled rows of " + source.scope().array());
  }

  private void read(long[] rows) {
    for (int place = 0; place < rows.length; place++) {
      if (order.startsWindow()) {
        source.scope().checkOpen();
        windows.enter(order.started());
      }
      rows[place] = order.next();
      windows.copy(rows[place], place);
    }
  }
}
