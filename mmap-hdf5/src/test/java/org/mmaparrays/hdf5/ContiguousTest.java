package org.mmaparrays.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.spi.Storage;

/** Contiguous datasets are mapped in place, whatever library made the file and wherever it starts. */
class ContiguousTest {
  private static final String EACH_DTYPE = """
      for dtype in '?', 'i1', 'u1', *(o + d for o in '<>' for d in
          ('i2', 'i4', 'i8', 'u2', 'u4', 'u8', 'f2', 'f4', 'f8', 'c8', 'c16')):
          name = np.dtype(dtype).str
          data = np.frombuffer(np.random.RandomState(7).bytes(24 * np.dtype(dtype).itemsize), dtype)
          data = (np.arange(24) % 2 == 0 if dtype == '?' else data).reshape(4, 3, 2)
      """;

  /** Properties that h5py has no method for are set by calling its HDF5 library. */
  private static final String WITH_PROPERTY = """
      import ctypes
      maps = [line.split()[-1] for line in open('/proc/self/maps')]
      library = [file for file in maps if '/libhdf5' in file and '_hl' not in file][0]
      def call(name, *values):
          assert getattr(ctypes.CDLL(library), name)(ctypes.c_int64(p.id), *values) >= 0
      p = h5py.h5p.create(h5py.h5p.FILE_CREATE)
      PROPERTY
      a = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
      a.set_libver_bounds(h5py.h5f.LIBVER_BOUNDS, h5py.h5f.LIBVER_LATEST)
      f = h5py.File(h5py.h5f.create(path.encode(), h5py.h5f.ACC_TRUNC, p, a))
      for i in range(20): f['g/d%d' % i] = np.array([i, 7], 'u1')
      for i in range(12): f['g/d3'].attrs['a%d' % i] = ['text', str(i)]
      f.create_dataset('g/k', data=np.arange(20, dtype='u1'), chunks=(20,), compression='gzip',
          maxshape=(None,))
      """;

  @TempDir
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "libver='earliest'", "libver='latest'", "libver=('earliest', 'v110')",
      "userblock_size=512", "userblock_size=2048, libver='latest'", "track_order=True"})
  void everyDTypeIsReadBitForBit(String options) throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), "with h5py.File(path, 'w', " + options + ") as f:\n"
        + (EACH_DTYPE + "    f['g/' + name] = data\n").indent(4));
    String expected = MadeByH5py.ask(file, EACH_DTYPE + "    print(name, data.tobytes().hex())\n");
    for (String line : expected.split("\n")) {
      String[] parts = line.split(" ");
      assertThat(MadeByH5py.locate(file, "/g/" + parts[0]).spec())
          .isEqualTo(ArraySpec.of(DType.parse(parts[0]), 4, 3, 2));
      assertThat(HexFormat.of().formatHex(MadeByH5py.bytes(file, "/g/" + parts[0]))).as(parts[0])
          .isEqualTo(parts[1]);
    }
    assertThat(expected.lines()).hasSize(25);
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void aDatasetIsOpenedByItsPathOrAlone(String libver) throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), "f = h5py.File(path, 'w', libver='" + libver + "')\n"
        + "f['run1/features'] = np.arange(6, dtype='>i4').reshape(2, 3)\n");
    ArraySpec spec = ArraySpec.of(DType.INT32.withOrder(ByteOrder.BIG_ENDIAN), 2, 3);
    for (String ref : new String[] {"", "#/run1/features", "#run1/features", "#//run1/./features/"}) {
      try (StoredArray array = ArrayStores.opener(ArrayRef.parse(file + ref)).open()) {
        assertThat(array.spec()).isEqualTo(spec);
        assertThat(array.view().getInt(1, 2)).isEqualTo(5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"()", "(0,)", "(3, 0)", "(1,)", "(2, 1, 1, 1, 1, 1, 1, 1, 2)"})
  void everyShapeIsRead(String shape) throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"),
        "h5py.File(path, 'w').create_dataset('d', data=np.full(" + shape + ", 7.5))\n");
    try (StoredArray array = ArrayStores.open(file)) {
      assertThat(array.spec().shape()).hasToString(shape);
      array.view().segment().elements(ValueLayout.JAVA_DOUBLE_UNALIGNED)
          .forEach(element -> assertThat(element.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0)).isEqualTo(7.5));
    }
    assertThat(MadeByH5py.locate(file, "d")).isInstanceOf(Storage.Contiguous.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"libver='earliest'", "libver='latest'", "userblock_size=1024"})
  void bytesMayHaveBeenPutBeforeAFile(String options) throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), "f = h5py.File(path, 'w', " + options
        + ")\nf['d'] = np.arange(5, dtype='u1')\nf.close()\n"
        + "whole = open(path, 'rb').read()\nopen(path, 'wb').write(bytes(2049 - whole.index(b'HDF')) + whole)\n");
    assertThat(MadeByH5py.ask(file, "print(h5py.File(path)['d'][()])\n")).isEqualTo("[0 1 2 3 4]");
    assertThat(MadeByH5py.bytes(file, "d")).containsExactly(0, 1, 2, 3, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"p.set_sizes(4, 4)", "p.set_sizes(2, 8)", "p.set_sizes(8, 4)",
      "call('H5Pset_sym_k', 1, 1)", "call('H5Pset_istore_k', 7)",
      "call('H5Pset_istore_k', 7); p.set_sizes(4, 4); p.set_userblock(512)"})
  void addressesAndNodesMayHaveOtherSizes(String property) throws IOException {
    for (String bounds : new String[] {"EARLIEST", "LATEST"}) {
      Path file = MadeByH5py.make(folder.resolve("a.h5"),
          WITH_PROPERTY.replace("PROPERTY", property).replace("BOUNDS", bounds));
      assertThat(new Hdf5Store().list(file)).hasSize(21);
      for (int i = 0; i < 20; i++) {
        assertThat(MadeByH5py.bytes(file, "g/d" + i)).containsExactly(i, 7);
      }
      assertThat(MadeByH5py.bytes(file, "g/k")).startsWith(0, 1, 2, 3).endsWith(19);
      assertThat(MadeByH5py.locate(file, "g/d3").spec().attributes().asMap()).hasSize(12)
          .containsEntry("a11", List.of("text", "11"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void layoutsOfOldVersionsAreRead(int version) throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), """
        f = h5py.File(path, 'w', libver='earliest')
        f['d'] = np.arange(5, dtype='<f4')
        offset = f['d'].id.get_offset()
        f.close()
        import struct
        whole = open(path, 'rb').read()
        new = struct.pack('<BBBxxxxxQI', VERSION, 1, 1, offset, 5).ljust(24, bytes(1))
        old = struct.pack('<BBQQ', 3, 1, offset, 20).ljust(24, bytes(1))
        assert whole.count(old) == 1
        open(path, 'wb').write(whole.replace(old, new))
        """.replace("VERSION", Integer.toString(version)));
    assertThat(MadeByH5py.ask(file, "print(h5py.File(path)['d'][()])\n")).isEqualTo("[0. 1. 2. 3. 4.]");
    try (StoredArray array = ArrayStores.open(file)) {
      assertThat(array.view().getFloat(4)).isEqualTo(4);
    }
  }
}
