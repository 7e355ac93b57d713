package org.mmaparrays.npy;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Complex;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.testkit.ArrayStoreConformance;
import org.mmaparrays.testkit.Golden;

/** The contract of a storage format, on files that NumPy made (src/test/golden/make.py). */
class NpyConformanceTest extends ArrayStoreConformance {
  private static final BigInteger MAX_UINT64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  @Override
  protected ArrayStore store() {
    return new NpyStore();
  }

  @Override
  protected List<Golden> goldens() {
    DType int16Big = DType.INT16.withOrder(ByteOrder.BIG_ENDIAN);
    DType int32Big = DType.INT32.withOrder(ByteOrder.BIG_ENDIAN);
    return List.of(
        golden("float32", ArraySpec.of(DType.FLOAT32, 4, 3), k -> k / 3f),
        golden("int16-big-fortran", ArraySpec.of(int16Big, 3, 4).withOrder(MemoryOrder.F),
            k -> (short) (k * 1000 - 5000)),
        golden("complex128", ArraySpec.of(DType.COMPLEX128, 2, 2), k -> new Complex(k / 3d, -k)),
        golden("bool", ArraySpec.of(DType.BOOL, 5), k -> k % 2 == 0),
        golden("version2", ArraySpec.of(DType.FLOAT64, 1, 2, 3), k -> k / 7d),
        golden("version3", ArraySpec.of(DType.UINT64, 3), k -> MAX_UINT64.subtract(BigInteger.valueOf(k))),
        golden("padded16", ArraySpec.of(DType.FLOAT64, 3), k -> k / 3d),
        golden("python2", ArraySpec.of(int32Big, 2, 3), k -> (int) (k - 3)),
        golden("unaligned", ArraySpec.of(DType.INT64, 2, 2).withOrder(MemoryOrder.F), k -> k - 2));
  }

  private static Golden golden(String name, ArraySpec spec, LongFunction<Object> values) {
    return Golden.of(Path.of("src", "test", "golden", name + ".npy"), spec, values);
  }
}
