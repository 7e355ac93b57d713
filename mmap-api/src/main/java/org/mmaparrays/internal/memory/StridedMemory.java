package org.mmaparrays.internal.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.mmaparrays.internal.concurrent.PendingFault;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.PrimitiveType;
import org.mmaparrays.model.ReadOnlyArrayException;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.StorageFaultException;

/**
 * A strided layout of elements in one piece of memory, and the right to touch it. Each view of an array has one.
 *
 * <p>The memory is native or mapped, never of the Java heap: each further kind would slow down every access.
 */
public final class StridedMemory {
  private final MemorySegment memory;
  private final MemoryScope scope;
  private final PrimitiveType type;
  private final Shape shape;
  private final long base;
  private final long[] strides;

  /**
   * Describes elements in memory.
   *
   * @param memory the memory that all elements are in
   * @param scope the right to touch them
   * @param base the byte offset of element (0, …, 0) in the memory
   * @param strides bytes from one index to the next, for each axis; negative where an axis is flipped
   */
  public StridedMemory(MemorySegment memory, MemoryScope scope, PrimitiveType type, Shape shape, long base,
      long[] strides) {
    this.memory = memory;
    this.scope = scope;
    this.type = type;
    this.shape = shape;
    this.base = base;
    this.strides = strides;
  }

  /** Returns the layout of memory that holds a whole array as its spec lays it out, from its first byte. */
  public static StridedMemory over(MemorySegment memory, MemoryScope scope, ArraySpec spec) {
    return switch (spec.dtype()) {
      case PrimitiveType type -> new StridedMemory(
          memory, scope, type, spec.shape(), 0, denseStrides(spec.shape(), spec.order(), type.byteSize()));
    };
  }

  /**
   * Allocates memory of zeros, outside the Java heap, which is freed when it is unreachable.
   *
   * @throws OutOfMemoryError if the JVM's limit for such memory ({@code -XX:MaxDirectMemorySize}) is exceeded
   */
  public static StridedMemory allocate(ArraySpec spec) {
    try {
      return over(Arena.ofAuto().allocate(spec.byteSize(), Long.BYTES), MemoryScope.IN_MEMORY, spec);
    } catch (OutOfMemoryError refused) {
      OutOfMemoryError explained =
          new OutOfMemoryError("an array in memory of " + spec + " needs " + spec.byteSize()
              + " bytes: raise -XX:MaxDirectMemorySize, take a region, or use the mapped view");
      explained.initCause(refused);
      throw explained;
    }
  }

  /** Returns the strides of a dense array, in bytes. */
  public static long[] denseStrides(Shape shape, MemoryOrder order, int elementSize) {
    long[] strides = new long[shape.rank()];
    long step = elementSize;
    for (int k = 0; k < strides.length; k++) {
      int axis = order == MemoryOrder.F ? k : strides.length - 1 - k;
      strides[axis] = step;
      step *= Math.max(shape.dim(axis), 1);
    }
    return strides;
  }

  /** Returns the memory that the elements are in, and perhaps others. */
  public MemorySegment memory() {
    return memory;
  }

  /** Returns the right to touch the elements. */
  public MemoryScope scope() {
    return scope;
  }

  public PrimitiveType type() {
    return type;
  }

  public Shape shape() {
    return shape;
  }

  /** Returns the byte offset of element (0, …, 0) in the memory. */
  public long base() {
    return base;
  }

  /** Returns the bytes from one index to the next, for each axis; the caller does not change them. */
  public long[] strides() {
    return strides;
  }

  /** Returns the bytes from one index of an axis to the next. */
  public long stride(int axis) {
    return strides[axis];
  }

  /** Returns the number of bytes of all elements. */
  public long byteSize() {
    return shape.elementCount() * type.byteSize();
  }

  /** Returns whether the elements lie side by side in the given order, with nothing between them. */
  public boolean isDense(MemoryOrder order) {
    if (shape.elementCount() == 0) {
      return true;
    }
    long step = type.byteSize();
    int rank = shape.rank();
    for (int k = 0; k < rank; k++) {
      int axis = order == MemoryOrder.F ? k : rank - 1 - k;
      if (strides[axis] != step && shape.dim(axis) > 1) {
        return false;
      }
      step *= shape.dim(axis);
    }
    return true;
  }

  /** Returns whether the spans of bytes of the two meet, in one memory or in one file that is mapped twice. */
  public boolean overlaps(StridedMemory other) {
    long shift;
    if (memory.equals(other.memory)) {
      shift = 0;
    } else if (scope.isOfSameFile(other.scope)) {
      shift = other.scope.fileOffset() - scope.fileOffset();
    } else {
      return false;
    }
    return start() < other.end() + shift && other.start() + shift < end();
  }

  /** Returns the offset in the memory of the first byte of any element. */
  public long start() {
    long offset = base;
    for (int axis = 0; axis < strides.length; axis++) {
      offset += Math.min(0, strides[axis] * (shape.dim(axis) - 1));
    }
    return offset;
  }

  /** Returns the offset in the memory after the last byte of any element. */
  public long end() {
    long offset = base + type.byteSize();
    for (int axis = 0; axis < strides.length; axis++) {
      offset += Math.max(0, strides[axis] * (shape.dim(axis) - 1));
    }
    return offset;
  }

  /** Returns the same elements in other memory that has the same bytes, with a right of their own. */
  public StridedMemory with(MemorySegment otherMemory, MemoryScope otherScope) {
    return new StridedMemory(otherMemory, otherScope, type, shape, base, strides);
  }

  /** Returns index i of the first axis, which the result no longer has. */
  public StridedMemory row(long i) {
    return select(0, i);
  }

  /** Returns rows {@code from} (inclusive) to {@code to} (exclusive). */
  public StridedMemory rows(long from, long to) {
    return slice(0, from, to, 1);
  }

  /** Returns a range of rows; of an array without axes, which has one row, that row only. */
  public StridedMemory rows(RowRange rows) {
    if (shape.rank() == 0 && rows.equals(RowRange.all(shape))) {
      return this;
    }
    return rows(rows.from(), rows.to());
  }

  /**
   * Returns one index of an axis, which the result no longer has.
   *
   * @throws IndexOutOfBoundsException if there is no such axis or index
   */
  public StridedMemory select(int axis, long index) {
    checkRange(axis, index, index, shape.dim(axis) - 1);
    return new StridedMemory(
        memory, scope, type, Shape.of(without(shape.dims(), axis)), base + index * strides[axis],
        without(strides, axis));
  }

  /**
   * Returns every step-th index of an axis from {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @throws IndexOutOfBoundsException if there is no such axis or the range is outside it
   * @throws IllegalArgumentException if the step is not positive
   */
  public StridedMemory slice(int axis, long from, long to, long step) {
    if (step <= 0) {
      throw new IllegalArgumentException("step " + step + " is not positive; to go backwards, flip the axis");
    }
    checkRange(axis, from, to, shape.dim(axis));
    long[] dims = shape.dims();
    dims[axis] = Math.ceilDiv(to - from, step);
    long[] steps = strides.clone();
    // An axis of at most one element never steps: keep its stride small, so that no product can overflow.
    steps[axis] = dims[axis] > 1 ? strides[axis] * step : strides[axis];
    return new StridedMemory(memory, scope, type, Shape.of(dims), base + from * strides[axis], steps);
  }

  /**
   * Returns a box.
   *
   * @throws IndexOutOfBoundsException if the region has more axes than the array or leaves its shape
   */
  public StridedMemory region(Region region) {
    if (region.rank() > shape.rank()) {
      throw new IndexOutOfBoundsException(
          scope.array() + ": region " + region + " has " + region.rank() + " axes, shape " + shape + " has "
              + shape.rank());
    }
    StridedMemory box = this;
    for (int axis = 0; axis < region.rank(); axis++) {
      box = box.slice(axis, region.start(axis), region.stop(axis), 1);
    }
    return box;
  }

  /**
   * Returns the same elements with an axis that runs backwards.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public StridedMemory flip(int axis) {
    long last = Math.max(shape.dim(axis) - 1, 0);
    long[] steps = strides.clone();
    steps[axis] = -steps[axis];
    return new StridedMemory(memory, scope, type, shape, base + last * strides[axis], steps);
  }

  /**
   * Returns the same elements with other axes: axis k is this array's axis {@code axes[k]}.
   *
   * @throws IllegalArgumentException if the axes are not a permutation of this array's
   */
  public StridedMemory transpose(int... axes) {
    long[] dims = new long[axes.length];
    long[] steps = new long[axes.length];
    boolean[] seen = new boolean[shape.rank()];
    for (int k = 0; k < axes.length; k++) {
      if (axes.length != seen.length || axes[k] < 0 || axes[k] >= seen.length || seen[axes[k]]) {
        throw notAPermutation(axes);
      }
      seen[axes[k]] = true;
      dims[k] = shape.dim(axes[k]);
      steps[k] = strides[axes[k]];
    }
    if (axes.length != seen.length) {
      throw notAPermutation(axes);
    }
    return new StridedMemory(memory, scope, type, Shape.of(dims), base, steps);
  }

  private IllegalArgumentException notAPermutation(int... axes) {
    return new IllegalArgumentException(
        Arrays.toString(axes) + " is not a permutation of the axes of " + shape);
  }

  /**
   * Returns the same elements, in row-major order, in another shape.
   *
   * @throws IllegalArgumentException if the number of elements differs, or the elements do not lie side by side in row-major
   *     order
   */
  public StridedMemory reshape(long... dims) {
    Shape target = Shape.of(dims);
    if (target.elementCount() != shape.elementCount()) {
      throw new IllegalArgumentException(
          scope.array() + ": shape " + shape + " has " + shape.elementCount() + " elements, "
              + target + " has " + target.elementCount());
    }
    if (!isDense(MemoryOrder.C)) {
      throw new IllegalArgumentException(
          scope.array()
              + ": this view is not dense in row-major order and cannot be reshaped in place; copy it first");
    }
    return new StridedMemory(memory, scope, type, target, base,
        denseStrides(target, MemoryOrder.C, type.byteSize()));
  }

  /**
   * Replaces all elements by those of other memory of the same type and shape; their byte orders may differ, and the two may
   * overlap.
   *
   * @throws IllegalArgumentException if type or shape differ
   * @throws ReadOnlyArrayException if these elements cannot be written
   * @throws StorageFaultException if the storage of either fails while copying
   */
  public void copyFrom(StridedMemory source) {
    checkTakes(source, source.shape);
    scope.checkWritable();
    source.scope.checkOpen();
    StridedMemory from = overlaps(source) ? source.copy() : source;
    writing(storageOfBoth(source), () -> StridedCopy.copy(from, this));
  }

  /** Returns a dense copy in new memory, in row-major order unless these elements are dense in column-major. */
  public StridedMemory copy() {
    MemoryOrder order = !isDense(MemoryOrder.C) && isDense(MemoryOrder.F) ? MemoryOrder.F : MemoryOrder.C;
    StridedMemory copy = allocate(new ArraySpec(type, shape, order, Attributes.NONE));
    copy.copyFrom(this);
    return copy;
  }

  /**
   * Returns the bytes of the elements, the first of them first.
   *
   * @throws UnsupportedOperationException if the elements do not lie side by side in row-major or column-major order
   * @throws IllegalStateException if the array is closed
   */
  public MemorySegment segment() {
    scope.checkOpen();
    if (!isDense(MemoryOrder.C) && !isDense(MemoryOrder.F)) {
      throw new UnsupportedOperationException(
          scope.array() + ": this view has gaps (shape " + shape + ", strides "
              + Arrays.toString(strides) + " bytes); take a dense slice, or copy it");
    }
    return memory.asSlice(byteSize() == 0 ? 0 : base, byteSize());
  }

  /** Runs a bulk read; a page that cannot be read is a fault of the storage. */
  public void reading(Runnable read) {
    scope.checkOpen();
    try {
      read.run();
      PendingFault.surface();
    } catch (InternalError fault) {
      throw MappingFault.of(scope.array(), fault);
    }
  }

  /** Runs a bulk write, which closing waits for; a page that cannot be written is a fault of the storage. */
  public void writing(Runnable write) {
    writing(scope.array(), write);
  }

  /** Runs a bulk write that reads a second array, of which a fault may be. */
  public void writing(String arrays, Runnable write) {
    scope.beginWrite();
    try {
      write.run();
      PendingFault.surface();
    } catch (InternalError fault) {
      throw MappingFault.of(arrays, fault);
    } finally {
      scope.endWrite();
    }
  }

  /**
   * Checks that all elements here can be replaced by some of another array.
   *
   * @param some the shape of those that are to be copied
   */
  public void checkTakes(StridedMemory source, Shape some) {
    if (source.type.primitive() != type.primitive() || !some.equals(shape)) {
      throw new IllegalArgumentException(
          scope.array() + ": holds " + type + " " + shape + " and takes the same, not "
              + source.type + " " + some + " of " + source.scope.array());
    }
  }

  /** Names the arrays of which the storage can fail while this one is written from another. */
  public String storageOfBoth(StridedMemory source) {
    if (scope.equals(source.scope) || source.scope.equals(MemoryScope.IN_MEMORY)) {
      return scope.array();
    }
    return scope.equals(MemoryScope.IN_MEMORY)
        ? source.scope.array()
        : scope.array() + " or " + source.scope.array();
  }

  private void checkRange(int axis, long from, long to, long length) {
    if (from < 0 || to > length || from > to) {
      throw new IndexOutOfBoundsException(
          scope.array() + ": " + (to == from ? "index " + from : "range " + from + ":" + to) + " of axis "
              + axis
              + " is outside shape " + shape);
    }
  }

  private static long[] without(long[] values, int axis) {
    long[] rest = new long[values.length - 1];
    System.arraycopy(values, 0, rest, 0, axis);
    System.arraycopy(values, axis + 1, rest, axis, rest.length - axis);
    return rest;
  }
}
