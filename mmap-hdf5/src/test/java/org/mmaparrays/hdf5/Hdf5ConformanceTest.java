package org.mmaparrays.hdf5;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.Complex;
import org.mmaparrays.model.DType;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.testkit.ArrayStoreConformance;
import org.mmaparrays.testkit.Golden;

/** The contract of a storage format, on files that h5py made (src/test/golden/make.py). */
class Hdf5ConformanceTest extends ArrayStoreConformance {
  @Override
  protected ArrayStore store() {
    return new Hdf5Store();
  }

  @Override
  protected List<Golden> goldens() {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("unit", "mm");
    attributes.put("scale", 0.5);
    attributes.put("counts", List.of(1L, 2L, 3L));
    return List.of(
        golden("float32", ArraySpec.of(DType.FLOAT32, 4, 3), k -> k / 3f),
        golden("int16-big", ArraySpec.of(DType.INT16.withOrder(ByteOrder.BIG_ENDIAN), 3, 4),
            k -> (short) (k * 1000 - 5000)),
        golden("bool", ArraySpec.of(DType.BOOL, 5), k -> k % 2 == 0),
        golden("complex128", ArraySpec.of(DType.COMPLEX128, 2, 2), k -> new Complex(k / 3d, -k)),
        golden("user-block", ArraySpec.of(DType.FLOAT64, 2, 3), k -> (double) k),
        golden("latest", ArraySpec.of(DType.UINT32, 10), k -> k),
        golden("attributes", ArraySpec.of(DType.INT64, 4).withAttributes(Attributes.of(attributes)), k -> k));
  }

  @Override
  protected List<Golden> decodedGoldens() {
    return List.of(
        golden("gzip", ArraySpec.of(DType.FLOAT32, 20, 3), k -> k / 7f),
        golden("fletcher32", ArraySpec.of(DType.INT32.withOrder(ByteOrder.BIG_ENDIAN), 12, 5),
            k -> (int) (k - 30)),
        golden("lzf", ArraySpec.of(DType.FLOAT64, 2, 3, 4), k -> (double) k),
        golden("resizable", ArraySpec.of(DType.INT16, 10, 3), k -> (short) k));
  }

  private static Golden golden(String name, ArraySpec spec, LongFunction<Object> values) {
    return Golden.of(Path.of("src", "test", "golden", name + ".h5"), spec, values);
  }
}
