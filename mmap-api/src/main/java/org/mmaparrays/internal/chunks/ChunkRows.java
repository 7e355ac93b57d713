package org.mmaparrays.internal.chunks;

import org.mmaparrays.model.DType;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;

/** The number of rows of a chunk. */
public final class ChunkRows {
  private static final long DEFAULT_BYTES = 4L << 20;

  private ChunkRows() {}

  /** Returns how many rows have about 4 MiB, at least one. */
  public static long byDefault(Shape shape, DType dtype) {
    return of(DEFAULT_BYTES, shape, dtype);
  }

  /** Returns how many rows have about so many bytes, at least one. */
  public static long of(long bytes, Shape shape, DType dtype) {
    long rows = Math.max(1, RowRange.all(shape).count());
    long rowBytes = Math.max(1, shape.elementCount() / rows * dtype.byteSize());
    return Math.max(1, bytes / rowBytes);
  }
}
