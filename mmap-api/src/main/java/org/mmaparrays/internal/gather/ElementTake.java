package org.mmaparrays.internal.gather;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.concurrent.WorkStealingRanges;
import org.mmaparrays.internal.concurrent.WorkerThreads;
import org.mmaparrays.internal.decoding.DecodedElements;
import org.mmaparrays.internal.linux.MemoryAdvice;
import org.mmaparrays.internal.memory.JavaArrays;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.Shape;

/**
 * A copy of elements of an array by their index in row-major order, in the order of the request.
 *
 * <p>In memory they are copied as they come: a loop of nothing but independent loads has as many of them under way as the
 * processor can, which sorting would not better. Elements on disk go through {@link RowGather}, each as one row.
 */
public final class ElementTake {
  /** Elements of one call of a loop: long enough to be quick, short enough to be compiled soon. */
  private static final int BLOCK = 2048;

  private static final int ELEMENTS_FOR_HELP = 1 << 18;
  private static final int SAMPLES = 8;

  private final StridedMemory source;
  private final long[] flat;

  /** The way to elements that have to be decoded. */
  private final @Nullable DecodedElementCopy decoded;

  private ElementTake(StridedMemory source, long[] flat, @Nullable DecodedElementCopy decoded) {
    this.source = source;
    this.flat = flat;
    this.decoded = decoded;
  }

  /** Prepares a take of elements in memory or in a mapped file. */
  public static ElementTake inPlace(StridedMemory source, long... flat) {
    return of(source, flat, null);
  }

  /** Prepares a take of elements that are decoded. */
  public static ElementTake decoded(DecodedElements array, long... flat) {
    return of(array.outline(), flat, new DecodedElementCopy(array.blocks(), array.rows()));
  }

  /** Checks the indices: nothing is copied unless all are there. */
  private static ElementTake of(StridedMemory source, long[] flat, @Nullable DecodedElementCopy decoded) {
    source.scope().checkOpen();
    long last = source.shape().elementCount() - 1;
    long negativeIfAnyIsOutside = 0;
    for (long index : flat) {
      negativeIfAnyIsOutside |= index | (last - index);
    }
    if (negativeIfAnyIsOutside < 0) {
      throw outOfBounds(source, flat);
    }
    return new ElementTake(source, flat, decoded);
  }

  private static IndexOutOfBoundsException outOfBounds(StridedMemory source, long[] flat) {
    int place = 0;
    while (flat[place] >= 0 && flat[place] < source.shape().elementCount()) {
      place++;
    }
    return new IndexOutOfBoundsException(
        source.scope().array() + ": element " + flat[place] + " (at " + place + " of the "
            + flat.length + " to take) is outside shape " + source.shape() + ", which has "
            + source.shape().elementCount()
            + " elements");
  }

  /** Returns the shape of the result. */
  Shape shape() {
    return Shape.of(flat.length);
  }

  /** Checks that a float[] of a length takes them. */
  public void checkFloats(int available) {
    JavaArrays.checkFloats(source, shape(), available);
  }

  /** Checks that a double[] of a length takes them. */
  public void checkDoubles(int available) {
    JavaArrays.checkDoubles(source, shape(), available);
  }

  /** Into a new array in memory. */
  public StridedMemory toNew() {
    StridedMemory target = StridedMemory.allocate(ArraySpec.of(source.type(), flat.length));
    to(target);
    return target;
  }

  /** Into an array that takes them. */
  public void to(StridedMemory target) {
    target.checkTakes(source, shape());
    target.scope().checkWritable();
    if (isOnDisk()) {
      asRows().to(target);
    } else if (target.overlaps(source)) {
      target.copyFrom(toNew());
    } else {
      boolean swap = source.type().isSwapped() != target.type().isSwapped();
      target.writing(target.storageOfBoth(source),
          () -> copy(target.memory(), target.base(), target.stride(0), swap));
    }
  }

  /** Copies the elements into a Java array, in this order; the caller has checked that the types match. */
  public void to(MemorySegment target) {
    if (isOnDisk()) {
      asRows().to(target);
    } else {
      source.reading(() -> copy(target, 0, source.type().byteSize(), source.type().isSwapped()));
    }
  }

  private RowGather asRows() {
    return RowGather.inPlace(source.reshape(source.shape().elementCount()), flat);
  }

  /** Returns whether some of the elements are not in memory, as far as a few of them show. */
  private boolean isOnDisk() {
    if (source.scope().file() == null || flat.length < SAMPLES || !source.isDense(MemoryOrder.C)) {
      return false;
    }
    for (int sample = 0; sample < SAMPLES; sample++) {
      long index = flat[(int) ((long) flat.length * sample / SAMPLES)];
      if (!MemoryAdvice.isPageResident(source.memory(), source.base() + index * source.type().byteSize())) {
        return true;
      }
    }
    return false;
  }

  private void copy(MemorySegment target, long base, long step, boolean swap) {
    if (decoded != null) {
      decoded.copy(flat, target, base, step, swap);
      return;
    }
    int threads =
        flat.length < ELEMENTS_FOR_HELP
            ? 1
            : Math.min(Runtime.getRuntime().availableProcessors(), flat.length / BLOCK);
    WorkStealingRanges shares = new WorkStealingRanges(Math.ceilDiv(flat.length, BLOCK), threads);
    WorkerThreads.runWithCaller(Math.max(1, shares.workers()), thread -> {
      long[] offsets = new long[BLOCK];
      for (long block = flat.length == 0 ? -1 : shares.take(thread); block >= 0; block =
          shares.take(thread)) {
        source.scope().checkOpen();
        int from = (int) block * BLOCK;
        int count = Math.min(BLOCK, flat.length - from);
        offsets(from, count, offsets);
        copy(offsets, count, target, base + from * step, step, swap);
      }
    });
  }

  /** Computes the byte offsets of some of the elements. */
  private void offsets(int from, int count, long[] offsets) {
    int rank = source.shape().rank();
    if (rank <= 1 || source.isDense(MemoryOrder.C)) {
      long step = rank == 1 ? source.stride(0) : source.type().byteSize();
      for (int k = 0; k < count; k++) {
        offsets[k] = source.base() + flat[from + k] * step;
      }
      return;
    }
    for (int k = 0; k < count; k++) {
      long rest = flat[from + k];
      long offset = source.base();
      for (int axis = rank - 1; axis >= 0; axis--) {
        long dim = source.shape().dim(axis);
        offset += rest % dim * source.stride(axis);
        rest /= dim;
      }
      offsets[k] = offset;
    }
  }

  private void copy(long[] offsets, int count, MemorySegment target, long at, long step, boolean swap) {
    Primitive primitive = source.type().primitive();
    int unit = primitive.unitSize();
    for (int part = 0; part < primitive.byteSize(); part += unit) {
      switch (unit) {
        case 1 -> bytes(source.memory(), offsets, count, target, at, step);
        case 2 -> shorts(source.memory(), offsets, count, target, at, step, swap);
        case 4 -> ints(source.memory(), offsets, part, count, target, at + part, step, swap);
        default -> longs(source.memory(), offsets, part, count, target, at + part, step, swap);
      }
    }
  }

  private static void bytes(MemorySegment source, long[] offsets, int count, MemorySegment target, long at,
      long step) {
    for (int k = 0; k < count; k++) {
      target.set(JAVA_BYTE, at + k * step, source.get(JAVA_BYTE, offsets[k]));
    }
  }

  private static void shorts(MemorySegment source, long[] offsets, int count, MemorySegment target, long at,
      long step,
      boolean swap) {
    for (int k = 0; k < count; k++) {
      short bits = source.get(JAVA_SHORT_UNALIGNED, offsets[k]);
      target.set(JAVA_SHORT_UNALIGNED, at + k * step, swap ? Short.reverseBytes(bits) : bits);
    }
  }

  private static void ints(MemorySegment source, long[] offsets, int part, int count, MemorySegment target,
      long at,
      long step, boolean swap) {
    for (int k = 0; k < count; k++) {
      int bits = source.get(JAVA_INT_UNALIGNED, offsets[k] + part);
      target.set(JAVA_INT_UNALIGNED, at + k * step, swap ? Integer.reverseBytes(bits) : bits);
    }
  }

  private static void longs(MemorySegment source, long[] offsets, int part, int count, MemorySegment target,
      long at,
      long step, boolean swap) {
    for (int k = 0; k < count; k++) {
      long bits = source.get(JAVA_LONG_UNALIGNED, offsets[k] + part);
      target.set(JAVA_LONG_UNALIGNED, at + k * step, swap ? Long.reverseBytes(bits) : bits);
    }
  }
}
