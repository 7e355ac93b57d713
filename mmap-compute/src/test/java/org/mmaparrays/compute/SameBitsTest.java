package org.mmaparrays.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;

/** What must change no bit of a result. */
class SameBitsTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource({"float32, 30000:70", "float64, 900:1:700", "int16, 70000:20", "uint64, 2:9000",
      "float32, 1300000",
      "float32, 1300000:1", "float32, 300:40000", "float32, 5000:1:300"})
  void streamedArraysGiveTheBitsOfMappedOnes(String dtype, String dims) throws IOException {
    try (StoredArray array = create(DType.parse(dtype), numbers(dims))) {
      assertThat(KernelResults.of(array.streaming(), 2)).isEqualTo(KernelResults.of(array, 3));
    }
  }

  @ParameterizedTest
  @CsvSource({"float32, 30000:70, 1000:16", "float64, 900:1:700, 64:1:700", "int16, 70000:20, 70000:20",
      "uint64, 2:9000, 1:4000", "float32, 1300000, 1000", "float32, 5000:1:300, 37:2:299"})
  void decodedArraysGiveTheBitsOfMappedOnes(String dtype, String dims, String tile) throws IOException {
    try (StoredArray array = create(DType.parse(dtype), numbers(dims));
        StoredArray decoded = TileStore.open(folder.resolve("a.dat"), array.view(), numbers(tile))) {
      assertThat(KernelResults.of(decoded, 2)).isEqualTo(KernelResults.of(array, 3));
    }
  }

  private static long[] numbers(String text) {
    return List.of(text.split(":")).stream().mapToLong(Long::parseLong).toArray();
  }

  private StoredArray create(DType dtype, long... shape) throws IOException {
    StoredArray array = ArrayStores.create(folder.resolve("a.dat"), ArraySpec.of(dtype, shape));
    KernelResults.fill(array.view());
    return array;
  }

  @Test
  void theVectorApiChangesNoBit() throws Exception {
    List<String> without = ChildJvm.run(folder, false, KernelResults.class, folder.resolve("b.dat"));
    List<String> with = ChildJvm.run(folder, true, KernelResults.class, folder.resolve("b.dat"));
    // The child's last line is the module, so that neither is the other by mistake.
    assertThat(without.getLast()).isEqualTo("portable");
    assertThat(with.getLast()).isEqualTo("vectors");
    assertThat(with.subList(0, with.size() - 1)).hasSizeGreaterThan(100)
        .isEqualTo(without.subList(0, without.size() - 1));
  }
}
