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
 * A typed, strided view of one piece of memory: a mapped file, or an array in memory.
 *
 * <p>Slices share the memory: a change through one view is seen through all. Any number of threads may read. Several threads
 * may write distinct elements at the same time; there is no further synchronisation. A view of a file ends with its {@link
 * StoredArray}. Bulk operations and setters notice a close in another thread at once; a loop of getters that races with the
 * close may go on to read true values until it ends.
 *
 * <h2>Types</h2>
 *
 * Elements are read as the Java type that has exactly their values ({@code getFloat} of float32). Reads of types that Java
 * lacks (unsigned integers, float16) are named after the type and return the next larger Java type ({@code getUint8}).
 * No method reinterprets elements as another type, except those with {@code Bits} in their names.
 *
 * <h2>Errors</h2>
 *
 * A method that throws has changed nothing, unless it says so. These exceptions are common to all methods of a kind:
 *
 * <ul>
 *   <li>{@link IllegalStateException}: any use after the array was closed.
 *   <li>{@link IllegalArgumentException}: the array holds another element type than the method is for; the element type does
 *       not have the value that is set; or a Java array is too short. A longer Java array is used from its start.
 *   <li>{@link IndexOutOfBoundsException}: an index, a row or a range is outside the shape, or there are more or fewer
 *       indices than axes.
 *   <li>{@link ReadOnlyArrayException}: a setter or a copy into an array that is open for reading.
 *   <li>{@link StorageFaultException}: the storage fails during a bulk operation (a truncated file, a full disk); a part may
 *       have been copied. An access to a single element throws the {@link InternalError} of the JVM.
 * </ul>
 *
 * <h2>Order</h2>
 *
 * Copies from and to Java arrays are in row-major order of the view's indices, in every memory order; elements of complex
 * arrays are their real and imaginary parts in turn. {@code getRow(i, target)} and {@code setRow(i, source)} do the same as
 * {@code row(i).copyTo(target)} and {@code row(i).copyFrom(source)}; they allocate nothing where the elements of a row lie
 * side by side, so that a plain loop over rows is fast.
 */
public final class NdArray extends RowAccess implements IndexedData {
  NdArray(StridedMemory elements) {
    super(elements);
  }

  /**
   * Returns a new array of zeros in memory, outside the Java heap, freed when it is unreachable.
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

  /** Returns this view. */
  @Override
  public Optional<NdArray> inPlace() {
    scope.checkOpen();
    return Optional.of(this);
  }

  @Override
  public Chunks chunks(long rows) {
    return new Chunks(shape, rows, () -> new MappedChunkReader(elements));
  }

  /** Returns the bytes from one index to the next along each axis; negative where flipped. */
  public long[] strides() {
    return strides.clone();
  }

  /** Returns whether elements can be set. */
  public boolean isWritable() {
    return scope.isWritable();
  }

  /**
   * Returns the view of index i of the first axis, which it no longer has.
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
   * Returns the view of rows {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @throws IndexOutOfBoundsException if the range is outside the first axis
   */
  public NdArray rows(long from, long to) {
    return new NdArray(elements.rows(from, to));
  }

  /**
   * Returns the view of a range of rows; of an array without axes, which has one row, that row only.
   *
   * @throws IndexOutOfBoundsException if the range is outside the array
   */
  public NdArray rows(RowRange rows) {
    return new NdArray(elements.rows(rows));
  }

  /**
   * Returns the view of one index of an axis, which it no longer has.
   *
   * @throws IndexOutOfBoundsException if there is no such axis or index
   */
  public NdArray select(int axis, long index) {
    return new NdArray(elements.select(axis, index));
  }

  /**
   * Returns the view of every step-th index of an axis from {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @throws IndexOutOfBoundsException if there is no such axis or the range is outside it
   * @throws IllegalArgumentException if the step is not positive; see {@link #flip}
   */
  public NdArray slice(int axis, long from, long to, long step) {
    return new NdArray(elements.slice(axis, from, to, step));
  }

  /**
   * Returns the view of a box.
   *
   * @throws IndexOutOfBoundsException if the region has more axes than the array or leaves its shape
   */
  public NdArray region(Region region) {
    return new NdArray(elements.region(region));
  }

  /**
   * Returns the view in which an axis runs backwards.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public NdArray flip(int axis) {
    return new NdArray(elements.flip(axis));
  }

  /** Returns the view with all axes in reverse order. */
  public NdArray transpose() {
    int[] axes = new int[shape.rank()];
    Arrays.setAll(axes, k -> axes.length - 1 - k);
    return transpose(axes);
  }

  /**
   * Returns the view whose axis k is this array's axis {@code axes[k]}.
   *
   * @throws IllegalArgumentException if the axes are not a permutation of this array's
   */
  public NdArray transpose(int... axes) {
    return new NdArray(elements.transpose(axes));
  }

  /**
   * Returns the view of the same elements, in row-major order, in another shape.
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
   * Returns whether the two may have bytes in common, in one memory or in one file that is mapped twice: whether the spans of bytes
   * meet that their elements lie in, as NumPy's {@code may_share_memory}.
   */
  public boolean mayShareMemory(NdArray other) {
    return shape.elementCount() > 0 && other.shape.elementCount() > 0 && elements.overlaps(other.elements);
  }

  /**
   * Returns a copy in memory: the same type and shape, dense, in row-major order unless this view is dense in column-major.
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
   * Returns the memory of this view, whose first byte is its first element; read-only if the array is.
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

  /** Returns text as in {@code float32 (10, 4) little-endian view of features.npy}. */
  @Override
  public String toString() {
    String order = type.order() == ByteOrder.BIG_ENDIAN ? "big-endian" : "little-endian";
    return type.name() + " " + shape + " " + order + " view of " + scope.array();
  }
}
