package org.mmaparrays.compute.internal.loops;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * The memory of a view as segments of one Java class, whether it is mapped or allocated.
 *
 * <p>The JDK has a class for either, and C2 compiles loops that have met both for both: they then run half as fast, which no
 * run that meets only one of them shows. A segment of a buffer of floats is of the class of allocated memory, keeps the same
 * memory alive, and faults alike.
 */
public final class SegmentSlices {
  /** Bytes of a segment: the largest that a buffer can have, and a multiple of every power of two. */
  private static final long MAX = 1L << 30;

  private SegmentSlices() {}

  /** Returns how many elements of a size a segment has at most, if it begins at multiples of a unit. */
  public static long maxElements(int unit, int size) {
    return Math.max(unit, MAX / size / unit * unit);
  }

  /** Returns some bytes of native memory, a multiple of four. */
  public static MemorySegment of(MemorySegment memory, long from, long bytes) {
    return MemorySegment.ofBuffer(
        memory.asSlice(from, bytes).asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer());
  }
}
