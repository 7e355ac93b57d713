package org.mmaparrays.spi;

import java.nio.file.Path;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Shape;

/** The place of an array's elements in a file, and their type, shape and order. */
public sealed interface Storage {
  /** Returns the file that has the elements. */
  Path file();

  /** Returns type, shape and order of the elements. */
  ArraySpec spec();

  /**
   * All elements side by side in one file, uncompressed, in the spec's byte and memory order; mapped in place.
   *
   * @param file the file that has the elements
   * @param offset the byte offset of the first element; need not be aligned
   * @param spec type, shape and order of the elements; {@link ArraySpec#byteSize()} bytes from the offset on
   * @param endsFile whether the format has nothing after the elements, so that further bytes are a fault
   */
  record Contiguous(Path file, long offset, ArraySpec spec, boolean endsFile) implements Storage {}

  /**
   * Elements in blocks of one shape, each stored on its own, perhaps compressed; read block by block.
   *
   * @param file the file that has the blocks
   * @param spec type and shape of the decoded elements; in row-major order
   * @param blockShape the shape of every block, also of those that reach over the edge of the array; none of its axes is 0
   * @param encoding how the elements are stored, for people: {@code chunks of (64, 512), shuffle, gzip}
   * @param blocks opens readers of them
   */
  record Decoded(Path file, ArraySpec spec, Shape blockShape, String encoding, BlockSource blocks)
      implements
        Storage {
    /**
     * Checks that blocks fit the array.
     *
     * @throws IllegalArgumentException if the blocks have not as many axes as the array, or one of length 0, or the array is
     *     in column-major order
     */
    public Decoded {
      if (blockShape.rank() != spec.shape().rank() || blockShape.elementCount() == 0) {
        throw new IllegalArgumentException(
            "blocks of shape " + blockShape + " for an array of shape " + spec.shape());
      }
      if (spec.order() != MemoryOrder.C && spec.shape().rank() > 1) {
        throw new IllegalArgumentException(
            "an array that is decoded is in row-major order, not " + spec.order());
      }
    }
  }
}
