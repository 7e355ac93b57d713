package org.mmaparrays.hdf5.internal.dataset;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.mmaparrays.hdf5.internal.type.FillValueMessage;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Shape;
import org.mmaparrays.spi.BlockReader;
import org.mmaparrays.spi.Storage;

/** A dataset for which its file has no room yet: every element is the fill value, every block the same. */
record FilledBlocks(MemorySegment block) implements BlockReader {
  /** The most bytes of a block. */
  private static final long MOST = 1 << 20;

  /** Describes such a dataset. */
  static Storage.Decoded storage(Path file, ArraySpec spec, FillValueMessage fill) {
    Shape shape = blockShape(spec);
    int bytes = Math.toIntExact(shape.elementCount() * spec.dtype().byteSize());
    String encoding = "never written, " + (fill.isZero() ? "fill value 0" : "fill value");
    return new Storage.Decoded(file, spec, shape, encoding, () -> new FilledBlocks(fill.block(bytes)));
  }

  /**
   * Chooses the shape of a block: the last axes in full, as many as fit, a part of the axis before them, and 1 on all others.
   */
  private static Shape blockShape(ArraySpec spec) {
    long[] dims = spec.shape().dims();
    long room = Math.max(1, MOST / spec.dtype().byteSize());
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      dims[axis] = Math.min(dims[axis], room);
      room /= dims[axis];
    }
    return Shape.of(dims);
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
