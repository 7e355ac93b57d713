package org.mmaparrays.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Shape;

/**
 * Writes headers, byte for byte as {@code numpy.save} does.
 *
 * <p>In version 1.0 always, the oldest: the longest header, of {@value Shape#MAX_RANK} axes, has less than 2 KiB, and
 * every one is ASCII.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the format</a>
 */
final class HeaderWriter {
  /** The elements start at a multiple of this. */
  private static final int ALIGNMENT = 64;
  /** Room for the growing axis, so that appending can rewrite the header in place. */
  private static final int GROWTH_DIGITS = 21;

  private HeaderWriter() {}

  /** Returns the header of a new array. */
  static byte[] write(ArraySpec spec) {
    String dict = "{'descr': '" + spec.dtype().typestring()
        + "', 'fortran_order': " + (spec.order() == MemoryOrder.F ? "True" : "False")
        + ", 'shape': " + spec.shape() + ", }" + " ".repeat(slack(spec));
    int unpadded = NpyVersion.V1.textOffset() + dict.length() + 1;
    // Never none, as in NumPy: a text that is aligned already gets a whole line of spaces.
    String text = dict + " ".repeat(ALIGNMENT - unpadded % ALIGNMENT) + "\n";
    return ByteBuffer.allocate(NpyVersion.V1.textOffset() + text.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(NpyHeader.magic())
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) text.length())
        .put(text.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  /** Returns the digits that the slowest axis may still gain. */
  private static int slack(ArraySpec spec) {
    Shape shape = spec.shape();
    if (shape.rank() == 0) {
      return 0;
    }
    long growing = shape.dim(spec.order() == MemoryOrder.F ? shape.rank() - 1 : 0);
    return GROWTH_DIGITS - Long.toString(growing).length();
  }
}
