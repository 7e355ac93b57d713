package org.mmaparrays.raw;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.Complex;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.testkit.ArrayStoreConformance;
import org.mmaparrays.testkit.Golden;

class RawConformanceTest extends ArrayStoreConformance {
  private static final double MIB_OF_12_BYTES = 12.0 / (1 << 20);

  @Override
  protected ArrayStore store() {
    return new RawStore();
  }

  @Override
  protected List<Golden> goldens() {
    return List.of(
        golden("features", ArraySpec.of(DType.FLOAT32, 4, 3), k -> k / 4f),
        golden("big-endian", ArraySpec.of(DType.parse(">i2"), 4, 3), k -> (short) -k),
        golden("columns", ArraySpec.of(DType.UINT64, 4, 3).withOrder(MemoryOrder.F),
            k -> BigInteger.TWO.pow(63).add(BigInteger.valueOf(k))),
        golden("flags", ArraySpec.of(DType.BOOL, 2, 2, 3), k -> k % 2 == 0),
        golden("waves", ArraySpec.of(DType.COMPLEX64, 4, 3), k -> new Complex(0, k), "note", "half a turn",
            "weights",
            Arrays.asList(0.5, null)));
  }

  /** A file of make.py, whose sidecar has an attribute for the size as well as those given. */
  private static Golden golden(String name, ArraySpec spec, LongFunction<Object> values,
      Object... attributes) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("file_size_mb", MIB_OF_12_BYTES * spec.dtype().byteSize());
    for (int k = 0; k < attributes.length; k += 2) {
      all.put((String) attributes[k], attributes[k + 1]);
    }
    Path folder = Path.of("src/test/golden");
    return Golden.of(folder.resolve(name + ".dat"), spec.withAttributes(Attributes.of(all)), values)
        .with(folder.resolve(name + "_meta.json"));
  }
}
