package org.mmaparrays.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Space;

/** Arrays of many gigabytes are processed by a JVM with a heap of 256 MiB. */
class LargerThanMemoryTest {
  private static final long ROWS = 1 << 18;
  private static final long ROW = 1 << 13;

  /** One compressed chunk of a MiB, many times over. */
  private static final String PACKED = """
      import zlib
      values = np.arange(1 << 17, dtype='<i8').reshape(16, 8192) % 1000
      chunk = zlib.compress(values.tobytes(), 9)
      with h5py.File(sys.argv[1], 'w', libver='latest') as f:
          d = f.create_dataset('g/d', (65536, 8192), '<i8', chunks=(16, 8192), compression='gzip')
          for row in range(0, 65536, 16):
              d.id.write_direct_chunk((row, 0), chunk)
      print(int(values.sum()) * 4096, 'of', 65536 * 8192)
      """;

  @TempDir
  Path folder;

  @Test
  void sixteenGibibytesThatAreMapped() throws Exception {
    ArrayRef ref = ArrayRef.of(folder.resolve("mapped.h5"), "/g/d");
    try (StoredArray array = ArrayStores.creator(ref).space(Space.SPARSE)
        .create(ArraySpec.of(DType.INT64, ROWS, ROW), OpenMode.CREATE_NEW)) {
      assertThat(array.info().byteLength()).isEqualTo(16L << 30);
      array.view().setLong(0, 0, 3);
      array.view().setLong(ROWS / 2, 5, -1_000_000_007);
      array.view().setLong(ROWS - 1, ROW - 1, 1L << 40);
    }
    long sum = 3 - 1_000_000_007 + (1L << 40);
    assertThat(sumIn256MiB(ref, 64)).isEqualTo(sum + " of " + ROWS * ROW);
  }

  @Test
  void fourGibibytesThatAreDecoded() throws Exception {
    Path file = folder.resolve("packed.h5");
    String sum = H5py.run(PACKED, file);
    assertThat(sumIn256MiB(ArrayRef.of(file, "/g/d"), 64)).isEqualTo(sum);
  }

  private String sumIn256MiB(ArrayRef ref, int rows) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
            LargerThanMemory.class.getName(), ref.toString(), Integer.toString(rows)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = String.join("\n", process.inputReader().readAllLines());
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as("%s", output).isZero();
    return output;
  }
}
