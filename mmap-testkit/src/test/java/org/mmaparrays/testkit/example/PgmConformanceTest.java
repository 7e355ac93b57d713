package org.mmaparrays.testkit.example;

import java.nio.file.Path;
import java.util.List;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.testkit.ArrayStoreConformance;
import org.mmaparrays.testkit.Golden;

class PgmConformanceTest extends ArrayStoreConformance {
  @Override
  protected ArrayStore store() {
    return new PgmStore();
  }

  @Override
  protected List<Golden> goldens() {
    return List.of(
        Golden.of(Path.of("src/test/golden/ramp.pgm"), ArraySpec.of(DType.UINT8, 4, 6),
            k -> (short) (10 * k)));
  }
}
