package org.mmaparrays.internal.shuffle;

import org.mmaparrays.internal.concurrent.DecoderThreads;
import org.mmaparrays.internal.decoding.DecodedElements;
import org.mmaparrays.internal.decoding.DecodedRows;
import org.mmaparrays.internal.gather.RowCopy;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.RowRange;

/** Windows of shuffled rows, decoded into one buffer while the rows of another are served. */
public final class DecodedWindows implements ShuffleWindows {
  private final WindowShuffle order;
  private DecodedRows served;
  private DecodedRows next;
  private RowCopy copy;

  /**
   * Prepares reading.
   *
   * @param buffer where the rows are copied to, side by side
   */
  public DecodedWindows(DecodedElements array, WindowShuffle order, StridedMemory buffer) {
    this.order = order;
    this.served = new DecodedRows(array, order.windowRows(), DecoderThreads.most());
    this.next =
        order.count() > 1 ? new DecodedRows(array, order.windowRows(), DecoderThreads.most()) : served;
    this.copy = new RowCopy(buffer, buffer.memory(), buffer.base(), buffer.strides(), false);
  }

  @Override
  public void enter(int index) {
    DecodedRows done = served;
    served = next;
    next = done;
    RowRange window = order.window(index);
    if (!served.rows().equals(window)) {
      served.start(window);
    }
    copy = copy.from(served.awaitWhateverHappens());
    if (index + 1 < order.count()) {
      next.start(order.window(index + 1));
    }
  }

  @Override
  public void copy(long row, long place) {
    copy.copy(row - served.rows().from(), place);
  }
}
