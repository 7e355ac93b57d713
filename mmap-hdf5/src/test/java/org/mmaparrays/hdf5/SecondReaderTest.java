package org.mmaparrays.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;

/** An independent reader finds the same in a file as we do: jhdf, for everything that it can read. */
class SecondReaderTest {
  @TempDir
  Path folder;

  static List<Path> goldens() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src", "test", "golden"))) {
      return files.filter(file -> file.toString().endsWith(".h5")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void agreesOnEveryGolden(Path golden) throws IOException {
    assertAgrees(golden, "/data");
  }

  static Stream<DType> dtypes() {
    return Stream
        .of(DType.BOOL, DType.INT8, DType.INT16, DType.INT32, DType.INT64, DType.UINT8, DType.UINT16,
            DType.UINT32,
            DType.UINT64, DType.FLOAT16, DType.FLOAT32, DType.FLOAT64, DType.COMPLEX64, DType.COMPLEX128)
        .<DType>flatMap(type -> Stream.of(type, type.withOrder(ByteOrder.BIG_ENDIAN))).distinct();
  }

  @ParameterizedTest
  @MethodSource("dtypes")
  void agreesOnWhatWeWrite(DType dtype) throws IOException {
    Path file = folder.resolve("a.h5");
    Attributes attributes =
        Attributes.of(Map.of("unit", "mm", "factors", List.of(0.5, -2.0), "count", 3L, "whole", true));
    ArrayRef ref = ArrayRef.of(file, "/some/group/d");
    try (StoredArray array =
        ArrayStores.create(ref, ArraySpec.of(dtype, 3, 5).withAttributes(attributes), OpenMode.CREATE_NEW)) {
      NdArray view = array.view();
      byte[] values = new byte[(int) view.segment().byteSize()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (byte) (dtype.equals(DType.BOOL) ? i % 2 : i * 37);
      }
      view.segment().asByteBuffer().put(values);
    }
    assertAgrees(file, "/some/group/d");
  }

  /** All kinds that jhdf reads; of others it gives an address, or refuses every object of the group. */
  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void agreesOnAttributesOfEveryKind(String libver) throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), """
        f = h5py.File(path, 'w', libver='LIBVER')
        a = f.create_dataset('d', data=[1.0]).attrs
        a['int'] = np.int8(-3)
        a['big'] = np.array([1, -2], '>i8')
        a['uint64'] = np.uint64(2**64 - 1)
        a['half'] = np.float16(0.1)
        a['single'] = np.float32(0.1)
        a['double'] = np.array([[0.1, np.inf]], '>f8')
        a['bool'] = np.array([True, False])
        a['text'] = 'h\\u00e9llo'
        a['texts'] = ['a', '', 'ccc']
        a['bytes'] = np.bytes_(b'fixed')
        a['compound'] = np.array((7, b'x', 0.5), [('n', 'u1'), ('s', 'S3'), ('v', '<f4')])
        a['empty'] = h5py.Empty('f4')
        a.create('vlen', np.array([np.array([1, 2]), np.array([3])], object), dtype=h5py.vlen_dtype('i4'))
        """.replace("LIBVER", libver));
    assertAgrees(file, "/d");
  }

  private static void assertAgrees(Path file, String member) throws IOException {
    Contents.Member found = Contents.of(file, List.of(member)).members().get(member);
    assertThat(found).isInstanceOf(Contents.Read.class);
    Contents.Read ours = (Contents.Read) found;
    Map<String, List<Object>> attributes = new TreeMap<>();
    ours.spec().attributes().asMap()
        .forEach((name, value) -> attributes.put(name, SecondReader.elements(value)));
    try (SecondReader second = SecondReader.open(file)) {
      assertThat(second.elements(member)).isEqualTo(SecondReader.elements(ours.spec(), ours.elements()));
      assertThat(second.attributes(member)).isEqualTo(attributes);
    }
  }
}
