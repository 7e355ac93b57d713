package org.mmaparrays.internal.decoding;

import org.mmaparrays.internal.concurrent.TaskGroup;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Shape;

/** A box of an array that is stored in blocks, put together from those that it meets. */
public final class BlockRegionCopy {
  private final Blocks blocks;
  private final long[] starts;
  private final StridedMemory target;
  private final boolean straight;

  /** The first block that it meets, and how many, along each axis. */
  private final long[] first;
  private final Shape met;

  /**
   * A box.
   *
   * @param starts where in the array it begins
   * @param target the elements that are replaced, of its shape
   * @param straight whether blocks that are all in it need not be kept for others
   */
  private BlockRegionCopy(Blocks blocks, long[] starts, StridedMemory target, boolean straight) {
    this.blocks = blocks;
    this.straight = straight;
    this.starts = starts;
    this.target = target;
    this.first = new long[starts.length];
    long[] counts = new long[starts.length];
    for (int axis = 0; axis < counts.length; axis++) {
      long length = blocks.shape().dim(axis);
      first[axis] = starts[axis] / length;
      counts[axis] = target.shape().dim(axis) == 0
          ? 0
          : (starts[axis] + target.shape().dim(axis) - 1) / length - first[axis] + 1;
    }
    this.met = Shape.of(counts);
  }

  /**
   * Starts copying a box.
   *
   * @param starts where in the array it begins
   * @param target the elements that are replaced, of its shape
   * @param straight whether blocks that are all in it need not be kept for others
   * @param threads how many threads are to do it at most
   */
  static TaskGroup start(Blocks blocks, long[] starts, StridedMemory target, boolean straight, int threads) {
    BlockRegionCopy box = new BlockRegionCopy(blocks, starts, target, straight);
    return TaskGroup.start(threads, target.shape().elementCount() == 0 ? 0 : box.met.elementCount(),
        box::copy);
  }

  private void copy(long number) {
    long[] index = new long[first.length];
    long rest = number;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = first[axis] + rest % met.dim(axis);
      rest /= met.dim(axis);
    }
    if (straight && readInto(index)) {
      return;
    }
    StridedMemory from = blocks.read(index);
    StridedMemory to = target;
    for (int axis = 0; axis < index.length; axis++) {
      long begin = index[axis] * blocks.shape().dim(axis);
      long start = Math.max(begin, starts[axis]);
      long stop = Math.min(begin + from.shape().dim(axis), starts[axis] + target.shape().dim(axis));
      from = from.slice(axis, start - begin, stop - begin, 1);
      to = to.slice(axis, start - starts[axis], stop - starts[axis], 1);
    }
    blocks.copy(from, to, index);
  }

  /** Reads a block to where it belongs, if all of it is in the box, and its elements side by side in the target. */
  private boolean readInto(long[] index) {
    StridedMemory to = target;
    for (int axis = 0; axis < index.length; axis++) {
      long length = blocks.shape().dim(axis);
      long start = index[axis] * length - starts[axis];
      if (start < 0 || start > target.shape().dim(axis) - length) {
        return false;
      }
      to = to.slice(axis, start, start + length, 1);
    }
    return to.isDense(MemoryOrder.C) && blocks.readInto(to, index);
  }
}
