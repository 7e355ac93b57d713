package org.mmaparrays.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.UnsupportedArrayException;

/** A file goes to and fro between this library and h5py; whatever one writes, adds or changes, the other reads. */
class H5pyRoundTripTest {
  private static final long SEED = 20_250_115;
  private static final long[][] SHAPES = {{}, {7}, {0}, {3, 4}, {0, 4}, {2, 3, 4}, {2, 3, 2, 2}};

  private static final String COMPARE = """
      with h5py.File(sys.argv[1], 'r') as f:
          for line in open(sys.argv[2]):
              member, dtype, elements = line.rstrip('\\n').split(';')
              d = f[member]
              if d.dtype.str != dtype or d.size and d[...].astype(dtype).tobytes().hex() != elements:
                  print(member, d.dtype.str, d.shape, d[()])
      """;

  private static final String CHANGE_AND_EXTEND = """
      with h5py.File(sys.argv[1], 'r+', libver=sys.argv[2]) as f:
          f['g/ours'][1] = -1
          f['g/ours'].attrs['theirs'] = 'added'
          f['g/theirs'] = np.arange(6, dtype='>i4').reshape(2, 3)
          f.create_dataset('g/packed', data=np.arange(100.0), chunks=(9,), compression='gzip', shuffle=True)
          for k in range(30):
              f['many/d%d' % k] = np.int16(k)
          del f['gone']
      """;

  @TempDir
  Path folder;

  @Test
  void h5pyReadsEveryMemberOfAFileOfOurs() throws IOException {
    Path file = folder.resolve("all.h5");
    Random random = new Random(SEED);
    List<String> expected = new ArrayList<>();
    for (DType dtype : DType.all()) {
      for (long[] dims : SHAPES) {
        String member = "/" + dtype.name() + "-" + dtype.order() + "/" + dims.length + "-" + expected.size();
        ArraySpec spec = ArraySpec.of(dtype, dims);
        byte[] elements = new byte[Math.toIntExact(spec.byteSize())];
        random.nextBytes(elements);
        if (dtype.equals(DType.BOOL)) {
          for (int k = 0; k < elements.length; k++) {
            elements[k] &= 1;
          }
        }
        try (StoredArray array =
            ArrayStores.create(ArrayRef.of(file, member), spec, OpenMode.CREATE_NEW)) {
          array.view().segment().copyFrom(MemorySegment.ofArray(elements));
        }
        expected.add(member + ";" + dtype.typestring() + ";"
            + HexFormat.of().formatHex(elements));
      }
    }
    Files.write(folder.resolve("expected"), expected);
    assertThat(H5py.run(COMPARE, file, folder.resolve("expected"))).isEmpty();
    assertThat(ArrayStores.list(file)).hasSameSizeAs(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "v108", "latest"})
  void aFileIsChangedAndExtendedByBothInTurn(String libver) throws IOException {
    Path file = folder.resolve("turns.h5");
    create(file, "/g/ours", 1);
    create(file, "/gone", 2);
    H5py.run(CHANGE_AND_EXTEND, file, libver);

    try (StoredArray ours = ArrayStores.open(ArrayRef.of(file, "/g/ours"), OpenMode.READ_WRITE)) {
      assertThat(ints(ours)).containsExactly(1, -1, 1);
      assertThat(ours.spec().attributes().asMap()).isEqualTo(Map.of("by", "us", "theirs", "added"));
      ours.view().setInt(2, 77);
    }
    try (StoredArray theirs = ArrayStores.open(ArrayRef.of(file, "/g/theirs"), OpenMode.READ_WRITE)) {
      assertThat(ints(theirs)).containsExactly(0, 1, 2, 3, 4, 5);
      theirs.view().setInt(1, 2, 55);
    }
    try (StoredArray packed = ArrayStores.open(ArrayRef.of(file, "/g/packed"), OpenMode.READ)) {
      assertThat(packed.load().getDouble(99)).isEqualTo(99);
    }
    assertThat(ArrayStores.list(file)).hasSize(33).doesNotContain(ArrayRef.of(file, "/gone"));
    boolean added = createIsDoneOrRefused(file, "/later");
    assertThat(H5py.run(
        """
            with h5py.File(sys.argv[1], 'r') as f:
                print(list(f['g/ours']), f['g/theirs'][1, 2], f['g/packed'][99], len(f['many']), 'later' in f, sorted(f['g/ours'].attrs), len(f['g/ours'].attrs))
            """,
        file)).isEqualTo("[1, -1, 77] 55 99.0 30 " + (added ? "True" : "False") + " ['by', 'theirs'] 2");
  }

  /** Groups that another writer has changed may be beyond what is added to here; then nothing is changed. */
  private static boolean createIsDoneOrRefused(Path file, String member) throws IOException {
    byte[] before = Files.readAllBytes(file);
    try {
      create(file, member, 9);
      return true;
    } catch (UnsupportedArrayException refused) {
      assertThat(refused).hasMessageContaining("h5py");
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
      return false;
    }
  }

  private static void create(Path file, String member, int value) throws IOException {
    ArraySpec spec = ArraySpec.of(DType.INT32, 3).withAttributes(Attributes.of(Map.of("by", "us")));
    try (StoredArray array = ArrayStores.create(ArrayRef.of(file, member), spec, OpenMode.CREATE_NEW)) {
      array.view().fill(value);
    }
  }

  private static int[] ints(StoredArray array) {
    NdArray all = array.load();
    return all.segment().toArray(ValueLayout.JAVA_INT_UNALIGNED.withOrder(all.dtype().order()));
  }
}
