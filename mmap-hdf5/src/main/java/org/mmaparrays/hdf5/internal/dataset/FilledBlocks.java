package org.mmaparrays.hdf5.internal.dataset;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Shape;
import org.mmaparrays.spi.BlockReader;
import org.mmaparrays.spi.Storage;

/** A dataset for which its file has no room yet: every element is the fill value, every block the same. */
record FilledBlocks(MemorySegment block) implements BlockReader {
  /** As many bytes as are worth a block. */
  private static final long MOST = 1 << 20;

  /** The storage of such a dataset; its fill value is null for zeros. */
  static Storage.Decoded storage(Path file, ArraySpec spec, byte @Nullable [] fill) {
    Shape shape = blockShape(spec);
    int bytes = Math.toIntExact(shape.elementCount() * spec.dtype().byteSize());
    String encoding = "never written, " + (fill == null ? "fill value 0" : "fill value");
    return new Storage.Decoded(file, spec, shape, encoding, () -> new FilledBlocks(filled(bytes, fill)));
  }

  /** The last axes in full, as many as fit, some of the axis before them, and one of all others. */
  private static Shape blockShape(ArraySpec spec) {
    long[] dims = spec.shape().dims();
    long room = Math.max(1, MOST / spec.dtype().byteSize());
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      dims[axis] = Math.min(dims[axis], room);
      room /= dims[axis];
    }
    return Shape.of(dims);
  }

  private static MemorySegment filled(int bytes, byte @Nullable [] fill) {
    byte[] block = new byte[bytes];
    for (int at = 0; fill != null && at < bytes; at += fill.length) {
      System.arraycopy(fill, 0, block, at, fill.length);
    }
    return MemorySegment.ofArray(block).asReadOnly();
  }

  @Override
  public MemorySegment read(long... index) {
    return block;
  }

  @Override
  public void close() {
    // No file is open.
  }
}
