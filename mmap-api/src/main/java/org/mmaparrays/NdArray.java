package org.mmaparrays;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.mmaparrays.internal.chunks.MappedChunkReader;
import org.mmaparrays.internal.memory.StridedCopy;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.ReadOnlyArrayException;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.StorageFaultException;

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

  NdArray(StridedMemory elements) {
    super(elements);
  }

  /**
   * A new array of zeros in memory, outside the Java heap, freed when it is unreachable.
   *
   * @throws OutOfMemoryError if the JVM's limit for such memory ({@code -XX:MaxDirectMemorySize}) is exceeded
   */
  public static NdArray allocate(ArraySpec spec) {
    return new NdArray(StridedMemory.allocate(spec));
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
    scope.checkOpen();
    return Optional.of(this);
  }

  @Override
  public Chunks chunks(long rows) {
    return new Chunks(shape, rows, () -> new MappedChunkReader(elements));
  }

  /** Bytes from one index to the next along each axis; negative where flipped. */
  public long[] strides() {
    return strides.clone();
  }

  /** Whether elements can be set. */
  public boolean isWritable() {
    return scope.isWritable();
  }

  /**
   * The view of index i of the first axis, which it no longer has.
   *
   * @throws IndexOutOfBoundsException if i is outside the axis, or there is no axis
   */
  public NdArray row(long i) {
    return new NdArray(elements.row(i));
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
    return new NdArray(elements.rows(from, to));
  }

  /**
   * The view of a range of rows; of an array without axes, which has one row, that row only.
   *
   * @throws IndexOutOfBoundsException if the range is outside the array
   */
  public NdArray rows(RowRange rows) {
    return new NdArray(elements.rows(rows));
  }

  /**
   * The view of one index of an axis, which it no longer has.
   *
   * @throws IndexOutOfBoundsException if there is no such axis or index
   */
  public NdArray select(int axis, long index) {
    return new NdArray(elements.select(axis, index));
  }

  /**
   * The view of every step-th index of an axis from {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @throws IndexOutOfBoundsException if there is no such axis or the range is outside it
   * @throws IllegalArgumentException if the step is not positive; see {@link #flip}
   */
  public NdArray slice(int axis, long from, long to, long step) {
    return new NdArray(elements.slice(axis, from, to, step));
  }

  /**
   * The view of a box.
   *
   * @throws IndexOutOfBoundsException if the region has more axes than the array or leaves its shape
   */
  public NdArray region(Region region) {
    return new NdArray(elements.region(region));
  }

  /**
   * The view in which an axis runs backwards.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public NdArray flip(int axis) {
    return new NdArray(elements.flip(axis));
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
    return new NdArray(elements.transpose(axes));
  }

  /**
   * The view of the same elements, in row-major order, in another shape.
   *
   * @throws IllegalArgumentException if the number of elements differs, or the elements of this view do not lie side by
   *     side in row-major order
   */
  public NdArray reshape(long... dims) {
    return new NdArray(elements.reshape(dims));
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
    elements.copyFrom(source.elements);
  }

  /**
   * Whether the two may have bytes in common, in one memory or in one file that is mapped twice: whether the spans of bytes
   * meet that their elements lie in, as NumPy's {@code may_share_memory}.
   */
  public boolean mayShareMemory(NdArray other) {
    return shape.elementCount() > 0 && other.shape.elementCount() > 0 && elements.overlaps(other.elements);
  }

  /**
   * A copy in memory: the same type and shape, dense, in row-major order unless this view is dense in column-major.
   *
   * @throws OutOfMemoryError as {@link #allocate}
   * @throws StorageFaultException if the storage fails while copying
   */
  public NdArray copy() {
    return new NdArray(elements.copy());
  }

  /**
   * Sets every element to one value, given as for {@link #setValue}.
   *
   * @throws IllegalArgumentException if the element type has no such value
   * @throws ReadOnlyArrayException if this array is read-only
   * @throws StorageFaultException if the storage fails while writing
   */
  public void fill(Object value) {
    scope.checkWritable();
    // One run of the value, long enough for fast dense copies; other layouts take its first element again and again.
    int run = Math.clamp(shape.elementCount(), 1, 4096);
    NdArray pattern = new NdArray(StridedMemory.allocate(ArraySpec.of(type, run)));
    for (long i = 0; i < run; i++) {
      pattern.setValue(new long[] {i}, value);
    }
    elements.writing(() -> {
      if (elements.isDense(MemoryOrder.C) || elements.isDense(MemoryOrder.F)) {
        for (long at = 0; at < elements.byteSize(); at += pattern.memory.byteSize()) {
          MemorySegment.copy(pattern.memory, 0, memory, base + at,
              Math.min(pattern.memory.byteSize(), elements.byteSize() - at));
        }
      } else {
        StridedCopy.copy(pattern.memory, 0, new long[shape.rank()], elements, false);
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
    return elements.segment();
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
    elements.reading(() -> reader.accept(segment));
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
    elements.writing(() -> writer.accept(segment));
  }

  /** As in {@code float32 (10, 4) little-endian view of features.npy}. */
  @Override
  public String toString() {
    String order = type.order() == ByteOrder.BIG_ENDIAN ? "big-endian" : "little-endian";
    return type.name() + " " + shape + " " + order + " view of " + scope.array();
  }
}
