package org.mmaparrays.hdf5.internal.dataset;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Shape;
import org.mmaparrays.spi.BlockReader;
import org.mmaparrays.spi.Storage;

/** A small dataset whose elements are in its object header, less than 64 KiB: one block, read with the header. */
record CompactBlock(MemorySegment elements) implements BlockReader {
  /** Describes such a dataset. */
  static Storage.Decoded storage(Path file, ArraySpec spec, byte[] elements) {
    long[] dims = Arrays.stream(spec.shape().dims()).map(dim -> Math.max(dim, 1)).toArray();
    // A block of an array without elements is never read.
    CompactBlock block = new CompactBlock(MemorySegment.ofArray(elements).asReadOnly());
    return new Storage.Decoded(file, spec, Shape.of(dims), "compact, in the object header", () -> block);
  }

  @Override
  public MemorySegment read(long... index) {
    return elements;
  }

  @Override
  public void close() {
    // No file is open.
  }
}
