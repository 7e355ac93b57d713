package org.mmaparrays;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.Set;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.PrimitiveType;

/** Elements that lie side by side, converted to a larger Java type that has all their values. */
final class Widening {
  static final Set<Primitive> TO_LONG =
      EnumSet.of(
          Primitive.BOOL, Primitive.INT8, Primitive.UINT8, Primitive.INT16, Primitive.UINT16, Primitive.INT32,
          Primitive.UINT32, Primitive.INT64);
  static final Set<Primitive> TO_FLOAT =
      EnumSet.of(
          Primitive.BOOL, Primitive.INT8, Primitive.UINT8, Primitive.INT16, Primitive.UINT16,
          Primitive.FLOAT16,
          Primitive.FLOAT32);
  static final Set<Primitive> TO_DOUBLE =
      EnumSet.of(
          Primitive.BOOL, Primitive.INT8, Primitive.UINT8, Primitive.INT16, Primitive.UINT16, Primitive.INT32,
          Primitive.UINT32, Primitive.FLOAT16, Primitive.FLOAT32, Primitive.FLOAT64);

  private final MemorySegment memory;
  private final long base;
  private final Primitive primitive;
  private final ValueLayout.OfShort shorts;
  private final ValueLayout.OfInt ints;
  private final ValueLayout.OfLong longs;

  Widening(MemorySegment memory, long base, PrimitiveType type) {
    this.memory = memory;
    this.base = base;
    this.primitive = type.primitive();
    this.shorts = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(type.order());
    this.ints = ValueLayout.JAVA_INT_UNALIGNED.withOrder(type.order());
    this.longs = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(type.order());
  }

  private byte int8(int i) {
    return memory.get(JAVA_BYTE, base + i);
  }

  private short int16(int i) {
    return memory.get(shorts, base + 2L * i);
  }

  private int int32(int i) {
    return memory.get(ints, base + 4L * i);
  }

  private long int64(int i) {
    return memory.get(longs, base + 8L * i);
  }

  void toLongs(long[] target, int count) {
    for (int i = 0; i < count; i++) {
      target[i] = switch (primitive) {
        case BOOL -> int8(i) != 0 ? 1 : 0;
        case INT8 -> int8(i);
        case UINT8 -> Byte.toUnsignedLong(int8(i));
        case INT16 -> int16(i);
        case UINT16 -> Short.toUnsignedLong(int16(i));
        case INT32 -> int32(i);
        case UINT32 -> Integer.toUnsignedLong(int32(i));
        case INT64 -> int64(i);
        default -> throw new AssertionError(primitive);
      };
    }
  }

  void toFloats(float[] target, int count) {
    for (int i = 0; i < count; i++) {
      target[i] = switch (primitive) {
        case BOOL -> int8(i) != 0 ? 1 : 0;
        case INT8 -> int8(i);
        case UINT8 -> Byte.toUnsignedInt(int8(i));
        case INT16 -> int16(i);
        case UINT16 -> Short.toUnsignedInt(int16(i));
        case FLOAT16 -> Float.float16ToFloat(int16(i));
        case FLOAT32 -> Float.intBitsToFloat(int32(i));
        default -> throw new AssertionError(primitive);
      };
    }
  }

  void toDoubles(double[] target, int count) {
    for (int i = 0; i < count; i++) {
      target[i] = switch (primitive) {
        case BOOL -> int8(i) != 0 ? 1 : 0;
        case INT8 -> int8(i);
        case UINT8 -> Byte.toUnsignedInt(int8(i));
        case INT16 -> int16(i);
        case UINT16 -> Short.toUnsignedInt(int16(i));
        case INT32 -> int32(i);
        case UINT32 -> Integer.toUnsignedLong(int32(i));
        case FLOAT16 -> Float.float16ToFloat(int16(i));
        case FLOAT32 -> Float.intBitsToFloat(int32(i));
        case FLOAT64 -> Double.longBitsToDouble(int64(i));
        default -> throw new AssertionError(primitive);
      };
    }
  }
}
