package org.mmaparrays.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.spi.Storage;

/** Attributes are read as numbers, truth values, texts and lists of them; what is none of these has a text that names it. */
class AttributesTest {
  private static final String ALL_KINDS = """
      f = h5py.File(path, 'w', OPTIONS)
      d = f.create_dataset('d', data=[1.0])
      f['type'] = np.dtype('>i2')
      a = d.attrs
      a['int'] = np.int8(-3)
      a['big'] = np.array([1, -2], '>i8')
      a['uint64'] = np.uint64(2**64 - 1)
      a['half'] = np.float16(0.1)
      a['single'] = np.float32(0.1)
      a['double'] = np.array([[0.1, np.inf]], '>f8')
      a['bool'] = np.array([True, False])
      a['enum'] = np.array(2, h5py.enum_dtype({'A': 1, 'B': 2}, 'i2'))
      a['text'] = 'h\\u00e9llo'
      a['texts'] = ['a', '', 'ccc']
      a['bytes'] = np.bytes_(b'fixed')
      a['latin'] = np.bytes_(b'caf\\xe9')
      a['complex'] = 1.5 - 2j
      a['compound'] = np.array((7, b'x', [1, 2]), [('n', 'u1'), ('s', 'S3'), ('v', '<i4', 2)])
      a['empty'] = h5py.Empty('f4')
      a['none'] = np.zeros((0, 3))
      a.create('vlen', np.array([np.array([1, 2]), np.array([])], object), dtype=h5py.vlen_dtype('i4'))
      a['reference'] = d.ref
      a['references'] = np.array([f['/'].ref] * 2, h5py.ref_dtype)
      a['opaque'] = np.void(b'abc')
      a.create('named', 5, dtype=f['type'])
      a['long double'] = np.longdouble(1)
      """;

  @TempDir
  Path folder;

  private static Map<String, @Nullable Object> expected() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("int", -3L);
    all.put("big", List.of(1L, -2L));
    all.put("uint64", BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
    all.put("half", 0.0999755859375);
    all.put("single", (double) 0.1f);
    all.put("double", List.of(List.of(0.1, Double.POSITIVE_INFINITY)));
    all.put("bool", List.of(true, false));
    all.put("enum", 2L);
    all.put("text", "h\u00e9llo");
    all.put("texts", List.of("a", "", "ccc"));
    all.put("bytes", "fixed");
    all.put("latin", "caf\u00e9");
    all.put("complex", Map.of("r", 1.5, "i", -2.0));
    all.put("compound", Map.of("n", 7L, "s", "x", "v", List.of(1L, 2L)));
    all.put("empty", null);
    all.put("none", List.of());
    all.put("vlen", List.of(List.of(1L, 2L), List.of()));
    all.put("reference", "(reference)");
    all.put("references", "(reference) (2,)");
    all.put("opaque", "(opaque)");
    all.put("named", 5L);
    all.put("long double", "(long double, 15 exponent and 64 mantissa bits in 16 bytes)");
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"libver='earliest'", "libver='latest'", "track_order=True", "userblock_size=1024"})
  void everyKindIsRead(String options) throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), ALL_KINDS.replace("OPTIONS", options));
    Map<String, @Nullable Object> found = MadeByH5py.locate(file, "d").spec().attributes().asMap();
    assertThat(found).isEqualTo(expected());
  }

  @Test
  void whatObjectsShareIsRead() throws IOException {
    Path file =
        MadeByH5py.make(folder.resolve("a.h5"), ALL_KINDS.replace("OPTIONS", "libver='earliest'") + """
            f.create_dataset('e', (2, 3), '>f4', fillvalue=7, chunks=(2, 2), compression='gzip', shuffle=True)
            for i in range(20): f['e'].attrs['same%d' % (i + 100)] = 'the same text in all'
            f.copy('e', 'again')
            f.close()
            import subprocess, os
            subprocess.run(['h5repack', '--latest', '--ssize=10', path, path + '.shared'], check=True)
            os.rename(path + '.shared', path)
            assert b'SMTB' in open(path, 'rb').read()
            """);
    assertThat(MadeByH5py.locate(file, "d").spec().attributes().asMap()).isEqualTo(expected());
    for (String member : new String[] {"e", "again"}) {
      Storage storage = MadeByH5py.locate(file, member);
      assertThat(storage.spec().dtype().typestring() + storage.spec().shape()).isEqualTo(">f4(2, 3)");
      assertThat(storage).isInstanceOfSatisfying(Storage.Decoded.class,
          decoded -> assertThat(decoded.encoding()).contains("(2, 2)", "shuffle", "gzip"));
      assertThat(storage.spec().attributes().asMap()).hasSize(20).containsEntry("same119",
          "the same text in all");
    }
  }

  @ParameterizedTest
  @CsvSource({"latest, 8", "latest, 9", "latest, 2000", "earliest, 2000"})
  void anyNumberOfThemIsRead(String libver, int count) throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), "d = h5py.File(path, 'w', libver='" + libver
        + "').create_dataset('d', data=[1.0])\nfor i in range(" + count + "): d.attrs['a%05d' % i] = i\n");
    Map<String, @Nullable Object> found = MadeByH5py.locate(file, "d").spec().attributes().asMap();
    assertThat(found).hasSize(count).containsEntry("a00000", 0L).containsEntry("a0000" + 7, 7L);
    assertThat(List.copyOf(found.keySet())).isSorted();
    assertThat(found.values()).allMatch(value -> value instanceof Long);
  }

  @ParameterizedTest
  @CsvSource({"10000, false", "100000, false", "300000, true"})
  void largeOnesAreReadUpToALimit(int bytes, boolean tooLarge) throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), "d = h5py.File(path, 'w', libver='latest')"
        + ".create_dataset('d', data=[1.0])\nd.attrs['a'] = np.arange(" + bytes
        + ", dtype='u1')\nd.attrs['b'] = 1\n");
    Map<String, @Nullable Object> found = MadeByH5py.locate(file, "d").spec().attributes().asMap();
    if (tooLarge) {
      assertThat(found.get("a")).asString().startsWith("(not read: ").contains("are not kept");
    } else {
      assertThat(found.get("a")).isEqualTo(values(bytes));
      assertThat(found.get("b")).isEqualTo(1L);
    }
  }

  private static List<Long> values(int count) {
    Long[] values = new Long[count];
    Arrays.setAll(values, i -> (long) (i & 0xFF));
    return Arrays.asList(values);
  }
}
