package org.mmaparrays.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.OpenMode;

/** Elements that are written in place to a file of h5py's change these elements, and nothing else in the file. */
class InPlaceWriteTest {
  private static final String MAKE =
      """
          with h5py.File(path, 'w', libver=LIBVER, userblock_size=BLOCK) as f:
              f['a/target'] = np.arange(1000, dtype='>f4').reshape(10, 100)
              f['a/target'].attrs['unit'] = 'mm'
              f['a/target'].attrs['scale'] = np.arange(5)
              f['a/alias'] = h5py.SoftLink('/a/target')
              f['b/neighbour'] = np.arange(1000)
              f.create_dataset('b/packed', data=np.arange(1000), chunks=(30,), compression=1, maxshape=(None,))
              f['b/texts'] = ['one', 'two', 'three']
              for k in range(30):
                  f['c/d%d' % k] = k
              f['c/external'] = h5py.ExternalLink('other.h5', '/d')
          """;

  /** The library's own dump of all, the elements of the target apart. */
  private static final String DUMP = """
      import subprocess
      lines = subprocess.run(['h5dump', path], check=True, capture_output=True, text=True).stdout.splitlines()
      start = next(k for k, line in enumerate(lines) if 'DATASET "target"' in line)
      data = next(k for k in range(start, len(lines)) if 'DATA {' in lines[k])
      end = next(k for k in range(data, len(lines)) if lines[k].strip() == '}')
      print('\\n'.join(lines[1:data] + lines[end:]))
      """;

  private static final String CHANGED = """
      values = h5py.File(path, 'r')['a/alias'][...]
      expected = np.arange(1000, dtype='>f4').reshape(10, 100)
      expected[3] = -1.5
      print(np.array_equal(values, expected))
      """;

  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource({"earliest,0", "earliest,512", "v108,0", "latest,0", "latest,1024"})
  void nothingElseChanges(String libver, int block) throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"),
        MAKE.replace("LIBVER", "'" + libver + "'").replace("BLOCK", Integer.toString(block)));
    byte[] before = Files.readAllBytes(file);
    String dump = MadeByH5py.ask(file, DUMP);

    long offset;
    long length;
    try (StoredArray array = ArrayStores.open(ArrayRef.of(file, "/a/target"), OpenMode.READ_WRITE)) {
      offset = array.info().offset().orElseThrow();
      length = array.info().byteLength();
      array.view().row(3).fill(-1.5f);
    }

    assertThat(MadeByH5py.ask(file, CHANGED)).isEqualTo("True");
    assertThat(MadeByH5py.ask(file, DUMP)).isEqualTo(dump);
    byte[] after = Files.readAllBytes(file);
    assertThat(after).hasSameSizeAs(before);
    assertThat(Arrays.equals(before, 0, (int) offset, after, 0, (int) offset)).isTrue();
    int end = (int) (offset + length);
    assertThat(Arrays.equals(before, end, before.length, after, end, after.length)).isTrue();
  }
}
