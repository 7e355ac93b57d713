package org.mmaparrays.compute;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.mmaparrays.NdArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.PrimitiveType;

/** Arrays of random numbers. */
final class Samples {
  private Samples() {}

  /** All real element types, in both byte orders. */
  static List<DType> realTypes() {
    return DType.all().stream().filter(dtype -> !((PrimitiveType) dtype).primitive().isComplex()).toList();
  }

  /** An array in memory, filled. */
  static NdArray random(DType dtype, MemoryOrder order, long... dims) {
    NdArray array = NdArray.allocate(ArraySpec.of(dtype, dims).withOrder(order));
    fill(array, 1);
    return array;
  }

  /** Sets all elements: integers of any magnitude, floating-point numbers between -100 and 100. */
  static void fill(NdArray array, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    forEachIndex(array, index -> array.setValue(index, value(array.dtype(), random)));
  }

  private static Object value(DType dtype, SplittableRandom random) {
    long bits = random.nextLong();
    return switch (((PrimitiveType) dtype).primitive()) {
      case BOOL -> bits < 0;
      case INT8 -> (byte) bits;
      case INT16 -> (short) bits;
      case INT32 -> (int) bits;
      case INT64 -> bits;
      case UINT8 -> bits & 0xFF;
      case UINT16 -> bits & 0xFFFF;
      case UINT32 -> bits & 0xFFFF_FFFFL;
      case UINT64 -> new java.math.BigInteger(Long.toUnsignedString(bits));
      default -> random.nextDouble(-100, 100);
    };
  }

  /** Calls with each index, in row-major order. */
  static void forEachIndex(NdArray array, Consumer<long[]> action) {
    long[] dims = array.shape().dims();
    for (long position = 0; position < array.shape().elementCount(); position++) {
      long[] index = new long[dims.length];
      long rest = position;
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        index[axis] = rest % dims[axis];
        rest /= dims[axis];
      }
      action.accept(index);
    }
  }
}
