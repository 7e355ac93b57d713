package org.mmaparrays;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A typed, strided view of one piece of memory: a mapped file or an array in memory.
 *
 * <p>Slices share the memory: what is set through one view is seen through all. Reading is safe from any number of
 * threads; writes to distinct elements from distinct threads do not disturb each other; there is no further
 * synchronisation. A view of a file ends with its {@link StoredArray}: every use after {@link StoredArray#close} is an
 * {@link IllegalStateException}. Bulk operations and setters notice a close in another thread at once; a loop of getters
 * that races with it may go on to read true values until it ends.
 *
 * <p>Where the storage fails under a mapping (a truncated file, a full disk), bulk operations throw {@link
 * StorageFaultException}; an access to a single element throws what the JVM makes of it, an {@link InternalError}.
 *
 * <p>Elements are read as the Java type that has exactly their values; reads that widen (unsigned integers, float16) say
 * so in their names; a wrong type is an {@link IllegalArgumentException}, never a reinterpretation.
 */
public final class NdArray extends RowAccess implements IndexedData {

  /** A view; of native or mapped memory, never of the Java heap: each further kind would slow down every access. */
  NdArray(MemorySegment memory, Lease lease, PrimitiveType type, Shape shape, long base, long[] strides) {
    super(memory, lease, type, shape, base, strides);
  }

  /** A view of memory that holds a whole array as its spec lays it out, from its first byte. */
  static NdArray over(MemorySegment memory, Lease lease, ArraySpec spec) {
    return switch (spec.dtype()) {
      case PrimitiveType type -> new NdArray(
          memory, lease, type, spec.shape(), 0, denseStrides(spec.shape(), spec.order(), type.byteSize()));
    };
  }

  /**
   * A new array of zeros in memory, outside the Java heap, freed when it is unreachable.
   *
   * @throws OutOfMemoryError if the JVM's limit for such memory ({@code -XX:MaxDirectMemorySize}) is exceeded
   */
  public static NdArray allocate(ArraySpec spec) {
    try {
      return over(Arena.ofAuto().allocate(spec.byteSize(), Long.BYTES), Lease.IN_MEMORY, spec);
    } catch (OutOfMemoryError refused) {
      OutOfMemoryError explained =
          new OutOfMemoryError("an array in memory of " + spec + " needs " + spec.byteSize()
              + " bytes: raise -XX:MaxDirectMemorySize, take a region, or use the mapped view");
      explained.initCause(refused);
      throw explained;
    }
  }

  @Override
  public DType dtype() {
    return type;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  /** This view. */
  @Override
  public Optional<NdArray> inPlace() {
    lease.checkOpen();
    return Optional.of(this);
  }

  @Override
  public Chunks chunks(long rows) {
    return new Chunks(shape, rows, () -> new InPlaceReader(this));
  }

  /** Bytes from one index to the next along each axis; negative where flipped. */
  public long[] strides() {
    return strides.clone();
  }

  /** Whether elements can be set. */
  public boolean isWritable() {
    return lease.isWritable();
  }

  /**
   * The view of index i of the first axis, which it no longer has.
   *
   * @throws IndexOutOfBoundsException if i is outside the axis, or there is no axis
   */
  public NdArray row(long i) {
    return select(0, i);
  }

  @Override
  NdArray rowOf(long i) {
    return row(i);
  }

  /**
   * The view of rows {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @throws IndexOutOfBoundsException if the range is outside the first axis
   */
  public NdArray rows(long from, long to) {
    return slice(0, from, to, 1);
  }

  /**
   * The view of a range of rows; of an array without axes, which has one row, that row only.
   *
   * @throws IndexOutOfBoundsException if the range is outside the array
   */
  public NdArray rows(RowRange rows) {
    if (shape.rank() == 0 && rows.equals(RowRange.all(shape))) {
      return this;
    }
    return rows(rows.from(), rows.to());
  }

  /**
   * The view of one index of an axis, which it no longer has.
   *
   * @throws IndexOutOfBoundsException if there is no such axis or index
   */
  public NdArray select(int axis, long index) {
    checkRange(axis, index, index, shape.dim(axis) - 1);
    return new NdArray(
        memory, lease, type, Shape.of(without(shape.dims(), axis)), base + index * strides[axis],
        without(strides, axis));
  }

  /**
   * The view of every step-th index of an axis from {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @throws IndexOutOfBoundsException if there is no such axis or the range is outside it
   * @throws IllegalArgumentException if the step is not positive; see {@link #flip}
   */
  public NdArray slice(int axis, long from, long to, long step) {
    if (step <= 0) {
      throw new IllegalArgumentException("step " + step + " is not positive; to go backwards, flip the axis");
    }
    checkRange(axis, from, to, shape.dim(axis));
    long[] dims = shape.dims();
    dims[axis] = Math.ceilDiv(to - from, step);
    long[] steps = strides.clone();
    // An axis of at most one element never steps: keep its stride small, so that no product can overflow.
    steps[axis] = dims[axis] > 1 ? strides[axis] * step : strides[axis];
    return new NdArray(memory, lease, type, Shape.of(dims), base + from * strides[axis], steps);
  }

  /**
   * The view of a box.
   *
   * @throws IndexOutOfBoundsException if the region has more axes than the array or leaves its shape
   */
  public NdArray region(Region region) {
    if (region.rank() > shape.rank()) {
      throw new IndexOutOfBoundsException(
          lease.array() + ": region " + region + " has " + region.rank() + " axes, shape " + shape + " has "
              + shape.rank());
    }
    NdArray view = this;
    for (int axis = 0; axis < region.rank(); axis++) {
      view = view.slice(axis, region.start(axis), region.stop(axis), 1);
    }
    return view;
  }

  /**
   * The view in which an axis runs backwards.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public NdArray flip(int axis) {
    long last = Math.max(shape.dim(axis) - 1, 0);
    long[] steps = strides.clone();
    steps[axis] = -steps[axis];
    return new NdArray(memory, lease, type, shape, base + last * strides[axis], steps);
  }

  /** The view with all axes in reverse order. */
  public NdArray transpose() {
    int[] axes = new int[shape.rank()];
    Arrays.setAll(axes, k -> axes.length - 1 - k);
    return transpose(axes);
  }

  /**
   * The view whose axis k is this array's axis {@code axes[k]}.
   *
   * @throws IllegalArgumentException if the axes are not a permutation of this array's
   */
  public NdArray transpose(int... axes) {
    long[] dims = new long[axes.length];
    long[] steps = new long[axes.length];
    boolean[] seen = new boolean[shape.rank()];
    for (int k = 0; k < axes.length; k++) {
      if (axes.length != seen.length || axes[k] < 0 || axes[k] >= seen.length || seen[axes[k]]) {
        throw new IllegalArgumentException(
            Arrays.toString(axes) + " is not a permutation of the axes of " + shape);
      }
      seen[axes[k]] = true;
      dims[k] = shape.dim(axes[k]);
      steps[k] = strides[axes[k]];
    }
    if (axes.length != seen.length) {
      throw new IllegalArgumentException(
          Arrays.toString(axes) + " is not a permutation of the axes of " + shape);
    }
    return new NdArray(memory, lease, type, Shape.of(dims), base, steps);
  }

  /**
   * The view of the same elements, in row-major order, in another shape.
   *
   * @throws IllegalArgumentException if the number of elements differs, or the elements of this view do not lie side by
   *     side in row-major order
   */
  public NdArray reshape(long... dims) {
    Shape target = Shape.of(dims);
    if (target.elementCount() != shape.elementCount()) {
      throw new IllegalArgumentException(
          lease.array() + ": shape " + shape + " has " + shape.elementCount() + " elements, "
              + target + " has " + target.elementCount());
    }
    if (!isDense(MemoryOrder.C)) {
      throw new IllegalArgumentException(
          lease.array()
              + ": this view is not dense in row-major order and cannot be reshaped in place; copy it first");
    }
    return new NdArray(memory, lease, type, target, base,
        denseStrides(target, MemoryOrder.C, type.byteSize()));
  }

  /**
   * Replaces all elements by those of another array of the same type and shape; their byte orders may differ.
   *
   * <p>The two may overlap, also as views of two handles of one file.
   *
   * @throws IllegalArgumentException if type or shape differ
   * @throws ReadOnlyArrayException if this array is read-only
   * @throws StorageFaultException if the storage of either fails while copying
   */
  public void copyFrom(NdArray source) {
    checkTakes(source, source.shape);
    lease.checkWritable();
    source.lease.checkOpen();
    NdArray from = overlaps(source) ? source.copy() : source;
    writing(storageOfBoth(source), () -> StridedCopy.copy(from, this));
  }

  /**
   * Whether the two may have bytes in common, in one memory or in one file that is mapped twice: whether the spans of bytes
   * meet that their elements lie in, as NumPy's {@code may_share_memory}.
   */
  public boolean mayShareMemory(NdArray other) {
    return shape.elementCount() > 0 && other.shape.elementCount() > 0 && overlaps(other);
  }

  /**
   * A copy in memory: the same type and shape, dense, in row-major order unless this view is dense in column-major.
   *
   * @throws OutOfMemoryError as {@link #allocate}
   * @throws StorageFaultException if the storage fails while copying
   */
  public NdArray copy() {
    MemoryOrder order = !isDense(MemoryOrder.C) && isDense(MemoryOrder.F) ? MemoryOrder.F : MemoryOrder.C;
    NdArray copy = allocate(new ArraySpec(type, shape, order, Attributes.NONE));
    copy.copyFrom(this);
    return copy;
  }

  /**
   * Sets every element to one value, given as for {@link #setValue}.
   *
   * @throws IllegalArgumentException if the element type has no such value
   * @throws ReadOnlyArrayException if this array is read-only
   * @throws StorageFaultException if the storage fails while writing
   */
  public void fill(Object value) {
    lease.checkWritable();
    // One run of the value, long enough for fast dense copies; other layouts take its first element again and again.
    int run = Math.clamp(shape.elementCount(), 1, 4096);
    NdArray pattern = over(
        Arena.ofAuto().allocate((long) run * type.byteSize(), Long.BYTES), Lease.IN_MEMORY,
        ArraySpec.of(type, run));
    for (long i = 0; i < run; i++) {
      pattern.setValue(new long[] {i}, value);
    }
    writing(() -> {
      if (isDense(MemoryOrder.C) || isDense(MemoryOrder.F)) {
        long bytes = shape.elementCount() * type.byteSize();
        for (long at = 0; at < bytes; at += pattern.memory.byteSize()) {
          MemorySegment.copy(pattern.memory, 0, memory, base + at,
              Math.min(pattern.memory.byteSize(), bytes - at));
        }
      } else {
        StridedCopy.copy(pattern.memory, 0, new long[shape.rank()], this, false);
      }
    });
  }

  /**
   * The memory of this view, whose first byte is its first element; read-only if the array is.
   *
   * <p>For kernels that address memory themselves, in the array's own byte order and layout. Such access is outside the
   * contract of views: it goes on after the array is closed, for as long as the segment is reachable, changes then may
   * reach the file but are not flushed, and a fault of the storage is an {@link InternalError}.
   *
   * @throws UnsupportedOperationException if the elements do not lie side by side in row-major or column-major order
   * @throws IllegalStateException if the array is closed
   */
  public MemorySegment segment() {
    lease.checkOpen();
    if (!isDense(MemoryOrder.C) && !isDense(MemoryOrder.F)) {
      throw new UnsupportedOperationException(
          lease.array() + ": this view has gaps (shape " + shape + ", strides "
              + Arrays.toString(strides) + " bytes); take a dense slice, or copy it");
    }
    long bytes = shape.elementCount() * type.byteSize();
    return memory.asSlice(bytes == 0 ? 0 : base, bytes);
  }

  /**
   * Runs a bulk read of the caller's own on the memory of this view, as {@link #segment} gives it.
   *
   * @param reader does not keep the segment, and uses no other array's
   * @throws StorageFaultException if the storage fails while the reader runs
   * @throws UnsupportedOperationException if the elements do not lie side by side in row-major or column-major order
   * @throws IllegalStateException if the array is closed
   */
  public void readSegment(Consumer<? super MemorySegment> reader) {
    MemorySegment segment = segment();
    reading(() -> reader.accept(segment));
  }

  /**
   * Runs a bulk write of the caller's own on the memory of this view, as {@link #segment} gives it; closing the array waits
   * for it.
   *
   * @param writer does not keep the segment, uses no other array's, and does not close the array, which would wait for it
   * @throws ReadOnlyArrayException if this array is read-only
   * @throws StorageFaultException if the storage fails while the writer runs
   * @throws UnsupportedOperationException if the elements do not lie side by side in row-major or column-major order
   * @throws IllegalStateException if the array is closed
   */
  public void writeSegment(Consumer<? super MemorySegment> writer) {
    MemorySegment segment = segment();
    writing(() -> writer.accept(segment));
  }

  /** As in {@code float32 (10, 4) little-endian view of features.npy}. */
  @Override
  public String toString() {
    String order = type.order() == ByteOrder.BIG_ENDIAN ? "big-endian" : "little-endian";
    return type.name() + " " + shape + " " + order + " view of " + lease.array();
  }

  /** Checks that all elements of this array can be replaced by some of another: so many as the shape has. */
  void checkTakes(NdArray source, Shape some) {
    if (source.type.primitive() != type.primitive() || !some.equals(shape)) {
      throw new IllegalArgumentException(
          lease.array() + ": holds " + type + " " + shape + " and takes the same, not "
              + source.type + " " + some + " of " + source.lease.array());
    }
  }

  String storageOfBoth(NdArray source) {
    if (lease.equals(source.lease) || source.lease.equals(Lease.IN_MEMORY)) {
      return lease.array();
    }
    return lease.equals(Lease.IN_MEMORY)
        ? source.lease.array()
        : lease.array() + " or " + source.lease.array();
  }

  private void checkRange(int axis, long from, long to, long length) {
    if (from < 0 || to > length || from > to) {
      throw new IndexOutOfBoundsException(
          lease.array() + ": " + (to == from ? "index " + from : "range " + from + ":" + to) + " of axis "
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
