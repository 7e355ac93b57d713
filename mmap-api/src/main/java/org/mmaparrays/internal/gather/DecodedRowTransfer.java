package org.mmaparrays.internal.gather;

import java.lang.foreign.MemorySegment;
import org.mmaparrays.internal.concurrent.DecoderThreads;
import org.mmaparrays.internal.concurrent.TaskGroup;
import org.mmaparrays.internal.decoding.Blocks;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.RowRange;

/** Rows of an array that is stored in blocks, copied block by block: each is decoded once, and several at the same time. */
public final class DecodedRowTransfer implements RowTransfer {
  private final Blocks blocks;
  private final long firstRow;

  /**
   * Prepares copies.
   *
   * @param rows which rows of the blocks' array are counted from 0
   */
  DecodedRowTransfer(Blocks blocks, RowRange rows) {
    this.blocks = blocks;
    this.firstRow = rows.from();
  }

  @Override
  public void copy(SortedRows rows, MemorySegment target, long base, long[] strides, boolean swap) {
    long length = blocks.shape().dim(0);
    int[] groups = SortedRows.groups(rows.count(), k -> (firstRow + rows.row(k)) / length);
    long inner = blocks.grid().elementCount() / blocks.grid().dim(0);
    TaskGroup.start(DecoderThreads.most(), (groups.length - 1) * inner, piece -> {
      int group = (int) (piece / inner);
      long block = (firstRow + rows.row(groups[group])) / length;
      long[] index = blocks.index(block * inner + piece % inner);
      StridedMemory from = blocks.read(index);
      long at = base;
      for (int axis = 1; axis < index.length; axis++) {
        at += index[axis] * blocks.shape().dim(axis) * strides[axis];
      }
      RowCopy copy = new RowCopy(from, target, at, strides, swap);
      for (int k = groups[group]; k < groups[group + 1]; k++) {
        copy.copy(firstRow + rows.row(k) - block * length, rows.place(k));
      }
    }).awaitWhateverHappens();
  }
}
