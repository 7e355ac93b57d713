package org.mmaparrays.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Storage;

/** What cannot be read exactly is refused by name; nothing beside it suffers. */
class RefusalsTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "np.array([b'abc'])                                               | text of 3 bytes",
      "['a', 'b']                                                       | text of variable length",
      "np.array([(1, 2.5)], [('n', 'i4'), ('x', 'f8')])                 | compound of 2 members [n, x]",
      "np.array([(1, 2)], [('i', 'f4'), ('r', 'f4')])                   | compound of 2 members [i, r]",
      "np.array([(1, 2)], [('r', 'f4'), ('i', 'f8')])                   | compound of 2 members",
      "np.array([(1, 2)], [('r', 'i4'), ('i', 'i4')])                   | compound of 2 members",
      "np.array([(1, 2)], {'names': 'ri', 'formats': ['f4'] * 2, 'offsets': [0, 8]}) | compound of 2 members",
      "np.array([f.ref], h5py.ref_dtype)                                | reference",
      "np.array([b'abc'], 'V3')                                         | opaque",
      "np.array([1], np.longdouble)                                     | long double",
      "h5py.Empty('f8')                                                 | null dataspace"})
  void elementsThatAreNoNumbers(String data, String why) throws IOException {
    Path file =
        MadeByH5py.make(folder.resolve("a.h5"), "f = h5py.File(path, 'w')\nf.create_dataset('odd', data="
            + data + ")\nf['plain'] = [1.0]\n");
    assertUnsupported(file, "odd", why);
    assertThat(MadeByH5py.locate(file, "plain").spec().dtype()).isEqualTo(DType.FLOAT64);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "h5py.h5t.STD_B16LE                         | bit field",
      "h5py.h5t.UNIX_D32LE                        | time",
      "h5py.h5t.vlen_create(h5py.h5t.STD_I32LE)   | sequences of variable length of int32",
      "h5py.h5t.array_create(h5py.h5t.IEEE_F32BE, (2, 3)) | arrays [2, 3] of float32",
      "h5py.h5t.STD_REF_DSETREG                   | region reference",
      "custom(h5py.h5t.STD_I16LE.copy(), precision=12)            | integer of 12 bits in 2 bytes",
      "custom(h5py.h5t.STD_I32LE.copy(), precision=16, offset=8)  | integer of 16 bits in 4 bytes",
      "custom(h5py.h5t.IEEE_F32LE.copy(), fields=(31, 23, 8, 0, 23), ebias=126)  | floating point, 8 exponent",
      "custom(h5py.h5t.IEEE_F32LE.copy(), fields=(15, 7, 8, 0, 7), precision=16, size=2, ebias=127)  | bfloat16",
      "custom(h5py.h5t.IEEE_F64LE.copy(), norm=h5py.h5t.NORM_NONE)               | floating point, 11 exponent",
      "custom(h5py.h5t.IEEE_F64LE.copy(), order=h5py.h5t.ORDER_VAX)              | VAX floating point"})
  void typesThatLookLikeNumbers(String type, String why) throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"),
        """
            def custom(t, **properties):
                for name, value in properties.items():
                    getattr(t, 'set_' + name)(*value) if isinstance(value, tuple) else getattr(t, 'set_' + name)(value)
                return t
            f = h5py.File(path, 'w')
            h5py.h5d.create(f.id, b'odd', TYPE, h5py.h5s.create_simple((4,)))
            """
            .replace("TYPE", type));
    assertUnsupported(file, "odd", why);
  }

  @Test
  void enumerationsAreTheirIntegersAndBoolsAreBools() throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), """
        f = h5py.File(path, 'w')
        f.create_dataset('enum', data=[1], dtype=h5py.enum_dtype({'A': 1, 'B': 2}, '>i4'))
        f.create_dataset('bool', data=[True])
        f.create_dataset('wide', data=[1], dtype=h5py.enum_dtype({'FALSE': 0, 'TRUE': 1}, 'u2'))
        f.create_dataset('more', data=[1], dtype=h5py.enum_dtype({'FALSE': 0, 'TRUE': 1, 'MAYBE': 2}, 'i1'))
        f.create_dataset('swapped', data=[1], dtype=h5py.enum_dtype({'FALSE': 1, 'TRUE': 0}, 'i1'))
        f['type'] = np.dtype('<u8')
        f.create_dataset('named', data=[1], dtype=f['type'])
        """);
    assertThat(MadeByH5py.locate(file, "enum").spec().dtype())
        .isEqualTo(DType.INT32.withOrder(ByteOrder.BIG_ENDIAN));
    assertThat(MadeByH5py.locate(file, "bool").spec().dtype()).isEqualTo(DType.BOOL);
    assertThat(MadeByH5py.locate(file, "wide").spec().dtype()).isEqualTo(DType.UINT16);
    assertThat(MadeByH5py.locate(file, "more").spec().dtype()).isEqualTo(DType.INT8);
    assertThat(MadeByH5py.locate(file, "swapped").spec().dtype()).isEqualTo(DType.INT8);
    assertThat(MadeByH5py.locate(file, "named").spec().dtype()).isEqualTo(DType.UINT64);
  }

  @Test
  void elementsInOtherFiles() throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), """
        f = h5py.File(path, 'w', libver='latest')
        f.create_dataset('external', (4,), 'f4', external=[('/etc/passwd', 0, 16)])
        layout = h5py.VirtualLayout((4,), 'f4')
        layout[:] = h5py.VirtualSource('other.h5', 'd', (4,))
        f.create_virtual_dataset('virtual', layout)
        f['plain'] = [1.0]
        """);
    assertUnsupported(file, "external", "external files, which are never opened");
    assertUnsupported(file, "virtual", "is virtual");
    assertThat(MadeByH5py.bytes(file, "plain")).hasSize(8);
    assertThat(new Hdf5Store().list(file)).hasSize(3);
  }

  @Test
  void aFileThatIsBeingWritten() throws IOException {
    Path file = folder.resolve("a.h5");
    MadeByH5py.make(file, """
        f = h5py.File(path, 'w', libver='latest')
        f['d'] = [1.0]
        f.swmr_mode = True
        f.flush()
        import os
        os._exit(0)
        """);
    assertUnsupported(file, "d", "being written by another program, or was not closed by it", "h5clear -s");
  }

  @ParameterizedTest
  @CsvSource({"earliest", "latest"})
  void aFileThatIsCutOff(String libver) throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"),
        "h5py.File(path, 'w', libver='" + libver + "')['d'] = np.zeros(1000)\n");
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {whole.length - 1, whole.length / 2, 100, 20, 8}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> MadeByH5py.locate(file, "d")).as(length + " bytes")
          .isInstanceOf(ArrayFormatException.class);
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1000));
    assertThat(MadeByH5py.bytes(file, "d")).hasSize(8000);
  }

  @Test
  void elementsOverWhatDescribesThem() throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), "f = h5py.File(path, 'w')\nf['d'] = np.zeros(100)\n");
    Storage.Contiguous there = (Storage.Contiguous) MadeByH5py.locate(file, "d");
    byte[] whole = Files.readAllBytes(file);
    ByteBuffer buffer = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    int address =
        IntStream.range(0, whole.length - 15)
            .filter(at -> buffer.getLong(at) == there.offset() && buffer.getLong(at + 8) == 800)
            .findFirst()
            .orElseThrow();
    for (long wrong : new long[] {0, 90, address - 100, address}) {
      buffer.putLong(address, wrong);
      Files.write(file, whole);
      assertThatThrownBy(() -> MadeByH5py.locate(file, "d")).isInstanceOf(ArrayFormatException.class)
          .hasMessageContaining("elements over a structure");
    }
  }

  @Test
  void aPartOfAFamilyOfFiles() throws IOException {
    Path file = folder.resolve("part%d.h5");
    MadeByH5py.make(file,
        """
            p = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
            p.set_fapl_family(4096, h5py.h5p.create(h5py.h5p.FILE_ACCESS)) if hasattr(p, 'set_fapl_family') else None
            f = h5py.File(path, 'w', driver='family', memb_size=4096)
            f['d'] = np.zeros(1000)
            """);
    assertThatThrownBy(() -> MadeByH5py.locate(folder.resolve("part0.h5"), "d"))
        .isInstanceOf(UnsupportedArrayException.class);
  }

  @Test
  void aFileThatIsNotHdf5() throws IOException {
    Path file = Files.write(folder.resolve("a.h5"), new byte[5000]);
    assertThatThrownBy(() -> new Hdf5Store().locate(ArrayRef.of(file), Companions.NONE))
        .isInstanceOf(ArrayFormatException.class)
        .hasMessageContaining("no signature of HDF5");
    assertThatThrownBy(() -> new Hdf5Store().list(file)).isInstanceOf(ArrayFormatException.class);
  }

  @Test
  void messagesThatMustBeUnderstood() throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"),
        "h5py.File(path, 'w').create_dataset('d', data=[1.0], track_times=True)\n");
    byte[] bytes = Files.readAllBytes(file);
    // The modification time of the dataset, the only message of its type in the file, becomes one that nobody knows.
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int changed = 0;
    for (int at = 0; at <= bytes.length - 8; at += 8) {
      if (buffer.getLong(at) == 0x0000_0000_0008_0012L) {
        buffer.putLong(at, 0x0000_0080_0008_0077L);
        changed++;
      }
    }
    assertThat(changed).isEqualTo(1);
    Files.write(file, bytes);
    assertUnsupported(file, "d", "message of the unknown type 119 that must be understood");
    assertThat(new Hdf5Store().list(file)).containsExactly(ArrayRef.of(file, "/d"));
  }

  private static void assertUnsupported(Path file, String member, String... why) {
    assertThatThrownBy(() -> MadeByH5py.locate(file, member)).isInstanceOf(UnsupportedArrayException.class)
        .hasMessageContainingAll(why).hasMessageStartingWith(file + ": ");
  }
}
