package org.mmaparrays.internal.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Primitive;

/**
 * Copies a box of elements from one strided layout to another, swapping bytes where their orders differ.
 *
 * <p>Axes are visited in the order in which the target lies in memory, and merged where both sides allow it, so that a
 * dense copy is one {@link MemorySegment#copy}. Where the two sides disagree about the fastest axis (a transpose), the
 * innermost two axes are walked in square tiles, so that each cache line is used whole on both sides.
 */
public final class StridedCopy {
  /** Elements along the side of a tile: 64 × 64 elements of 8 bytes, twice, fit a 64 KiB first-level pair of caches. */
  private static final int TILE = 64;

  private final MemorySegment source;
  private final MemorySegment target;
  private final int unit;
  private final boolean swap;

  /** The merged axes, slowest first; always at least one. */
  private final long[] dims;

  private final long[] from;
  private final long[] to;

  private StridedCopy(MemorySegment source, MemorySegment target, int unit, boolean swap, long[] dims,
      long[] from, long[] to) {
    this.source = source;
    this.target = target;
    this.unit = unit;
    this.swap = swap;
    this.dims = dims;
    this.from = from;
    this.to = to;
  }

  /** Copies all elements of one view over those of another of the same primitive and shape. */
  public static void copy(StridedMemory source, StridedMemory target) {
    boolean swap = source.type().isSwapped() != target.type().isSwapped();
    copy(source, target.memory(), target.base(), target.strides(), swap);
  }

  /** Copies all elements of a view to a layout of the same shape. */
  public static void copy(StridedMemory source, MemorySegment target, long base, long[] strides,
      boolean swap) {
    run(source, source.memory(), source.base(), source.strides(), target, base, strides, swap);
  }

  /** Copies elements of a layout over those of a view of the same shape. */
  public static void copy(MemorySegment source, long base, long[] strides, StridedMemory target,
      boolean swap) {
    run(target, source, base, strides, target.memory(), target.base(), target.strides(), swap);
  }

  private static void run(
      StridedMemory like,
      MemorySegment source,
      long sourceBase,
      long[] sourceStrides,
      MemorySegment target,
      long targetBase,
      long[] targetStrides,
      boolean swap) {
    if (like.shape().elementCount() == 0) {
      return;
    }
    Primitive primitive = like.type().primitive();
    if (Arrays.equals(sourceStrides, targetStrides)
        && (like.isDense(MemoryOrder.C) || like.isDense(MemoryOrder.F))) {
      // The commonest case, a row among others, needs none of the bookkeeping below.
      int units = primitive.byteSize() / primitive.unitSize();
      copyDense(source, sourceBase, target, targetBase, like.shape().elementCount() * units,
          primitive.unitSize(), swap);
      return;
    }
    long[] dims = like.shape().dims();
    if (primitive.isComplex()) {
      // Byte order applies to each part of a complex number: one more axis of two units.
      dims = append(dims, 2);
      sourceStrides = append(sourceStrides, primitive.unitSize());
      targetStrides = append(targetStrides, primitive.unitSize());
    }
    merged(source, target, primitive.unitSize(), swap, dims, sourceStrides, targetStrides).copyAll(sourceBase,
        targetBase);
  }

  private static long[] append(long[] values, long last) {
    long[] longer = Arrays.copyOf(values, values.length + 1);
    longer[values.length] = last;
    return longer;
  }

  private static StridedCopy merged(
      MemorySegment source, MemorySegment target, int unit, boolean swap, long[] dims, long[] from,
      long[] to) {
    int[] axes = IntStream.range(0, dims.length)
        .filter(axis -> dims[axis] > 1)
        .boxed()
        .sorted(Comparator.comparingLong((Integer axis) -> -Math.abs(to[axis])))
        .mapToInt(Integer::intValue)
        .toArray();
    long[] d = new long[axes.length + 1];
    long[] f = new long[axes.length + 1];
    long[] t = new long[axes.length + 1];
    int rank = 0;
    for (int axis : axes) {
      boolean joins = rank > 0
          && f[rank - 1] == from[axis] * dims[axis]
          && t[rank - 1] == to[axis] * dims[axis];
      int at = joins ? rank - 1 : rank++;
      d[at] = joins ? d[at] * dims[axis] : dims[axis];
      f[at] = from[axis];
      t[at] = to[axis];
    }
    if (rank == 0) {
      d[rank] = 1;
      f[rank] = unit;
      t[rank] = unit;
      rank++;
    }
    return new StridedCopy(
        source, target, unit, swap, Arrays.copyOf(d, rank), Arrays.copyOf(f, rank), Arrays.copyOf(t, rank));
  }

  private void copyAll(long sourceOffset, long targetOffset) {
    int last = dims.length - 1;
    boolean dense = from[last] == unit && to[last] == unit;
    // The axis along which the source is fastest, when it is not the innermost: the partner of a tile.
    int partner = dense ? last : fastestOfSource();
    boolean tiled = partner < last && Math.abs(from[partner]) < Math.abs(from[last]);
    int[] outer = IntStream.range(0, last).filter(axis -> !tiled || axis != partner).toArray();
    long[] index = new long[outer.length];
    while (true) {
      if (dense) {
        copyDense(source, sourceOffset, target, targetOffset, dims[last], unit, swap);
      } else if (tiled) {
        copyTiled(sourceOffset, targetOffset, partner);
      } else {
        copyStrided(sourceOffset, targetOffset, dims[last]);
      }
      int k = outer.length - 1;
      while (k >= 0 && index[k] == dims[outer[k]] - 1) {
        sourceOffset -= index[k] * from[outer[k]];
        targetOffset -= index[k] * to[outer[k]];
        index[k--] = 0;
      }
      if (k < 0) {
        return;
      }
      index[k]++;
      sourceOffset += from[outer[k]];
      targetOffset += to[outer[k]];
    }
  }

  private int fastestOfSource() {
    int fastest = dims.length - 1;
    for (int axis = 0; axis < dims.length; axis++) {
      if (Math.abs(from[axis]) < Math.abs(from[fastest])) {
        fastest = axis;
      }
    }
    return fastest;
  }

  /** Copies units of one size that lie side by side on both sides. */
  public static void copyDense(MemorySegment source, long sourceOffset, MemorySegment target,
      long targetOffset, long count,
      int unit, boolean swap) {
    if (!swap) {
      MemorySegment.copy(source, sourceOffset, target, targetOffset, count * unit);
      return;
    }
    ValueLayout layout = switch (unit) {
      case 2 -> JAVA_SHORT_UNALIGNED;
      case 4 -> JAVA_INT_UNALIGNED;
      default -> JAVA_LONG_UNALIGNED;
    };
    ValueLayout reversed = layout.withOrder(
        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    MemorySegment.copy(source, reversed, sourceOffset, target, layout, targetOffset, count);
  }

  private void copyTiled(long sourceOffset, long targetOffset, int partner) {
    int last = dims.length - 1;
    for (long i = 0; i < dims[partner]; i += TILE) {
      long rows = Math.min(TILE, dims[partner] - i);
      for (long j = 0; j < dims[last]; j += TILE) {
        long columns = Math.min(TILE, dims[last] - j);
        for (long row = i; row < i + rows; row++) {
          copyStrided(
              sourceOffset + row * from[partner] + j * from[last],
              targetOffset + row * to[partner] + j * to[last],
              columns);
        }
      }
    }
  }

  private void copyStrided(long sourceOffset, long targetOffset, long count) {
    long sourceStep = from[dims.length - 1];
    long targetStep = to[dims.length - 1];
    for (long i = 0; i < count; i++) {
      switch (unit) {
        case 1 -> target.set(JAVA_BYTE, targetOffset, source.get(JAVA_BYTE, sourceOffset));
        case 2 -> {
          short bits = source.get(JAVA_SHORT_UNALIGNED, sourceOffset);
          target.set(JAVA_SHORT_UNALIGNED, targetOffset, swap ? Short.reverseBytes(bits) : bits);
        }
        case 4 -> {
          int bits = source.get(JAVA_INT_UNALIGNED, sourceOffset);
          target.set(JAVA_INT_UNALIGNED, targetOffset, swap ? Integer.reverseBytes(bits) : bits);
        }
        default -> {
          long bits = source.get(JAVA_LONG_UNALIGNED, sourceOffset);
          target.set(JAVA_LONG_UNALIGNED, targetOffset, swap ? Long.reverseBytes(bits) : bits);
        }
      }
      sourceOffset += sourceStep;
      targetOffset += targetStep;
    }
  }
}
