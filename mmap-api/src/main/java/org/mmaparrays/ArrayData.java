package org.mmaparrays;

import java.util.Optional;
import org.mmaparrays.internal.chunks.ChunkRows;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.Shape;

/**
 * The elements of an array, in memory or in a file: the source of chunks and batches, and the argument of kernels.
 *
 * <p>A {@link NdArray} has them in place; a {@link StoredArray} in a file, mapped or decoded; {@link StoredArray#streaming} reads
 * them through a small buffer.
 */
public sealed interface ArrayData permits IndexedData, StreamedArray {
  /** Returns the element type, with its byte order. */
  DType dtype();

  /** Returns the lengths of the axes. */
  Shape shape();

  /**
   * Returns all elements at once, where they can be addressed without copying.
   *
   * @throws IllegalStateException if the array is closed
   */
  Optional<NdArray> inPlace();

  /** Chunks of about 4 MiB, of whole blocks where elements are decoded, as {@link #chunks(long)}. */
  default Chunks chunks() {
    return chunks(ChunkRows.byDefault(shape(), dtype()));
  }

  /**
   * Returns all rows in their order, so many at a time.
   *
   * <p>Rows follow each other in storage unless the array is in column-major order; then {@link NdArray#transpose} it
   * first, and walk the rows of the result.
   *
   * @param rows the rows of each chunk but the last
   * @throws IllegalArgumentException if the number is not positive
   */
  Chunks chunks(long rows);

  /**
   * Returns all rows in their order, so many at a time, with their numbers; nothing is copied where the array is mapped or in memory.
   *
   * @param size the rows of each batch but the last
   * @throws IllegalArgumentException if the size is not positive
   */
  default Batches batches(int size) {
    return Batches.inOrder(this, size);
  }
}
