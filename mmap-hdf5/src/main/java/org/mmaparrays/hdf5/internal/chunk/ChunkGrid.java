package org.mmaparrays.hdf5.internal.chunk;

import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.mmaparrays.model.Shape;

/** The grid of chunks of one shape that covers a dataset, now and at its greatest extent. */
final class ChunkGrid {
  /** The greatest length of an axis that may grow for ever. */
  static final long UNLIMITED = -1;

  private final Shape shape;
  private final Shape chunkShape;
  private final long[] greatest;
  private final long[] counts;

  /**
   * Covers a dataset.
   *
   * @param greatest the greatest length of each axis, or {@link #UNLIMITED}
   * @param chunkShape of as many axes, none of them empty
   */
  ChunkGrid(Shape shape, long[] greatest, Shape chunkShape) {
    this.shape = shape;
    this.chunkShape = chunkShape;
    this.greatest = greatest.clone();
    this.counts = new long[shape.rank()];
    for (int axis = 0; axis < counts.length; axis++) {
      counts[axis] = chunks(shape.dim(axis), axis);
    }
  }

  int rank() {
    return counts.length;
  }

  Shape chunkShape() {
    return chunkShape;
  }

  /** Returns all chunks. */
  long count() {
    return Shape.of(counts).elementCount();
  }

  /** Returns a chunk's number among all chunks, in row-major order. */
  long number(long[] chunk) {
    long number = 0;
    for (int axis = 0; axis < counts.length; axis++) {
      number = number * counts[axis] + chunk[axis];
    }
    return number;
  }

  /** Returns whether a chunk reaches over the edge of the dataset. */
  boolean atEdge(long[] chunk) {
    for (int axis = 0; axis < counts.length; axis++) {
      if (shape.dim(axis) - chunk[axis] * chunkShape.dim(axis) < chunkShape.dim(axis)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the axis that may grow for ever, if it is the only one. */
  OptionalInt growing() {
    int[] axes = IntStream.range(0, greatest.length).filter(axis -> greatest[axis] == UNLIMITED).toArray();
    return axes.length == 1 ? OptionalInt.of(axes[0]) : OptionalInt.empty();
  }

  /** Returns whether no axis may grow for ever. */
  boolean bounded() {
    return IntStream.range(0, greatest.length).allMatch(axis -> greatest[axis] != UNLIMITED);
  }

  /**
   * Returns the number of chunks at the greatest extent, where an axis that may grow for ever counts as long as it is now.
   *
   * @throws ArithmeticException if there are 2**63 chunks or more
   */
  long greatestCount() {
    long count = 1;
    for (int axis = 0; axis < counts.length; axis++) {
      count = Math.multiplyExact(count, greatestCount(axis));
    }
    return count;
  }

  /**
   * Returns, for each axis, the distance to the next chunk in the grid at its greatest extent, with one axis as the slowest
   * and the others in their order.
   *
   * @throws ArithmeticException if there are 2**63 chunks or more
   */
  long[] steps(int slowest) {
    greatestCount();
    long[] steps = new long[counts.length];
    long step = 1;
    for (int axis = counts.length - 1; axis >= 0; axis--) {
      if (axis != slowest) {
        steps[axis] = step;
        step *= greatestCount(axis);
      }
    }
    steps[slowest] = step;
    return steps;
  }

  private long greatestCount(int axis) {
    return Math.max(1, greatest[axis] == UNLIMITED ? counts[axis] : chunks(greatest[axis], axis));
  }

  private long chunks(long length, int axis) {
    return length == 0 ? 0 : (length - 1) / chunkShape.dim(axis) + 1;
  }
}
