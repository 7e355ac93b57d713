package org.mmaparrays.cli.scan;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.mmaparrays.NdArray;
import org.mmaparrays.model.PrimitiveType;

/**
 * Counts the elements of one tile after the other that deserve a remark; for one thread.
 *
 * <p>Almost always there are none. So a loop that the compiler can vectorise looks for an exponent of all ones first: the
 * exponent plus one in its last place then carries into the sign bit.
 */
final class TileCheck {
  /**
   * The check of a tile for remarkable elements.
   *
   * @param nan elements, or parts of complex ones, that are not a number
   * @param infinite elements, or parts, that are infinite
   * @param notBoolean elements of type bool that are neither 0 nor 1
   */
  record Counts(long nan, long infinite, long notBoolean) {
    private static final Counts NONE = new Counts(0, 0, 0);
  }

  private final PrimitiveType type;
  private final TileBuffer buffer;
  private final int[] ints;
  private final long[] longs;

  TileCheck(PrimitiveType type, int elements) {
    this.type = type.withOrder(ByteOrder.nativeOrder());
    this.buffer = new TileBuffer(this.type, elements);
    int units = Math.multiplyExact(elements, type.byteSize() / type.primitive().unitSize());
    this.ints = new int[type.primitive().unitSize() == Integer.BYTES ? units : 0];
    this.longs = new long[type.primitive().unitSize() == Long.BYTES ? units : 0];
  }

  /** Reads all elements, of any type; a page that cannot be read is an exception. */
  Counts check(NdArray tile) {
    MemorySegment bits = buffer.load(tile).segment();
    return switch (type.primitive()) {
      case BOOL -> booleans(bits);
      case FLOAT16 -> halves(bits);
      case FLOAT32, COMPLEX64 -> singles(bits);
      case FLOAT64, COMPLEX128 -> doubles(bits);
      default -> Counts.NONE; // Every integer is valid.
    };
  }

  private static Counts booleans(MemorySegment bits) {
    long others = 0;
    for (long i = 0; i < bits.byteSize(); i++) {
      others += (bits.get(JAVA_BYTE, i) & ~1) == 0 ? 0 : 1;
    }
    return new Counts(0, 0, others);
  }

  private static Counts halves(MemorySegment bits) {
    long nan = 0;
    long infinite = 0;
    for (long i = 0; i < bits.byteSize(); i += Short.BYTES) {
      float value = Float.float16ToFloat(bits.get(JAVA_SHORT, i));
      nan += Float.isNaN(value) ? 1 : 0;
      infinite += Float.isInfinite(value) ? 1 : 0;
    }
    return new Counts(nan, infinite, 0);
  }

  private Counts singles(MemorySegment bits) {
    int count = (int) (bits.byteSize() / Integer.BYTES);
    MemorySegment.copy(bits, JAVA_INT, 0, ints, 0, count);
    int carry = 0;
    for (int i = 0; i < count; i++) {
      carry |= (ints[i] & 0x7F80_0000) + 0x0080_0000;
    }
    long nan = 0;
    long infinite = 0;
    for (int i = 0; carry < 0 && i < count; i++) {
      float value = Float.intBitsToFloat(ints[i]);
      nan += Float.isNaN(value) ? 1 : 0;
      infinite += Float.isInfinite(value) ? 1 : 0;
    }
    return new Counts(nan, infinite, 0);
  }

  private Counts doubles(MemorySegment bits) {
    int count = (int) (bits.byteSize() / Long.BYTES);
    MemorySegment.copy(bits, JAVA_LONG, 0, longs, 0, count);
    long carry = 0;
    for (int i = 0; i < count; i++) {
      carry |= (longs[i] & 0x7FF0_0000_0000_0000L) + 0x0010_0000_0000_0000L;
    }
    long nan = 0;
    long infinite = 0;
    for (int i = 0; carry < 0 && i < count; i++) {
      double value = Double.longBitsToDouble(longs[i]);
      nan += Double.isNaN(value) ? 1 : 0;
      infinite += Double.isInfinite(value) ? 1 : 0;
    }
    return new Counts(nan, infinite, 0);
  }
}
