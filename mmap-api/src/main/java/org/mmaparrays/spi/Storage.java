package org.mmaparrays.spi;

import java.nio.file.Path;
import org.mmaparrays.ArraySpec;

/** Where the bytes of an array are, and what they mean. */
public sealed interface Storage {
  /** What the bytes mean. */
  ArraySpec spec();

  /**
   * All elements side by side in one file, uncompressed, in the spec's byte and memory order; mapped in place.
   *
   * @param file the file that has the elements
   * @param offset the byte offset of the first element; need not be aligned
   * @param spec what the bytes mean; {@link ArraySpec#byteSize()} bytes from the offset on
   * @param endsFile whether the format has nothing after the elements, so that further bytes are a fault
   */
  record Contiguous(Path file, long offset, ArraySpec spec, boolean endsFile) implements Storage {}
}
