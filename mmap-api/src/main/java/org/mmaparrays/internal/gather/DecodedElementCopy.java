package org.mmaparrays.internal.gather;

import java.lang.foreign.MemorySegment;
import org.mmaparrays.internal.concurrent.DecoderThreads;
import org.mmaparrays.internal.concurrent.TaskGroup;
import org.mmaparrays.internal.decoding.Blocks;
import org.mmaparrays.internal.memory.StridedCopy;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;

/** Elements of an array that is stored in blocks, copied block by block: each is decoded once, and several at the same time. */
public final class DecodedElementCopy {
  private final Blocks blocks;
  private final long firstElement;

  /**
   * Prepares copies.
   *
   * @param rows which rows of the blocks' array are counted from 0
   */
  DecodedElementCopy(Blocks blocks, RowRange rows) {
    this.blocks = blocks;
    Shape shape = blocks.spec().shape();
    this.firstElement = shape.elementCount() == 0
        ? 0
        : rows.from() * (shape.elementCount() / RowRange.all(shape).count());
  }

  /**
   * Copies elements.
   *
   * @param flat their indices in row-major order, of the rows
   * @param step from one place in the target to the next
   */
  void copy(long[] flat, MemorySegment target, long base, long step, boolean swap) {
    long count = blocks.grid().elementCount();
    int piece = SortedRows.pieceOf(count);
    for (int from = 0; from < flat.length; from += Math.min(piece, flat.length - from)) {
      long[] some = new long[Math.min(piece, flat.length - from)];
      long[] homes = new long[some.length];
      for (int k = 0; k < some.length; k++) {
        locate(firstElement + flat[from + k], k, homes, some);
      }
      copy(SortedRows.of(homes, 0, homes.length, count), some, target, base + from * step, step, swap);
    }
  }

  /** Tells which block an element is in, and at which byte. */
  private void locate(long flat, int k, long[] homes, long[] offsets) {
    Shape shape = blocks.spec().shape();
    long rest = flat;
    long number = 0;
    long numbers = 1;
    long offset = 0;
    long step = blocks.type().byteSize();
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      long position = rest % shape.dim(axis);
      rest /= shape.dim(axis);
      long length = blocks.shape().dim(axis);
      number += position / length * numbers;
      numbers *= blocks.grid().dim(axis);
      offset += position % length * step;
      step *= length;
    }
    homes[k] = number;
    offsets[k] = offset;
  }

  private void copy(SortedRows homes, long[] offsets, MemorySegment target, long base, long step,
      boolean swap) {
    int[] groups = SortedRows.groups(homes.count(), homes::row);
    Primitive primitive = blocks.type().primitive();
    int units = primitive.byteSize() / primitive.unitSize();
    TaskGroup.start(DecoderThreads.most(), groups.length - 1, group -> {
      StridedMemory from = blocks.read(blocks.index(homes.row(groups[(int) group])));
      for (int k = groups[(int) group]; k < groups[(int) group + 1]; k++) {
        int place = homes.place(k);
        StridedCopy.copyDense(from.memory(), offsets[place], target, base + place * step, units,
            primitive.unitSize(), swap);
      }
    }).awaitWhateverHappens();
  }
}
