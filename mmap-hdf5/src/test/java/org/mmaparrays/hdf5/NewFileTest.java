package org.mmaparrays.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Allocation;

/** What is laid out here, h5py reads as what was asked for, and goes on to change. */
class NewFileTest {
  @TempDir
  Path folder;

  private Path write(String name, String member, ArraySpec spec) throws IOException {
    Path file = folder.resolve(name);
    Allocation allocation = new Hdf5Store().allocate(ArrayRef.of(file, member), spec);
    assertThat(allocation.companions()).isEmpty();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), allocation.fileLength() - 1);
      for (Allocation.Piece piece : allocation.pieces()) {
        channel.write(ByteBuffer.wrap(piece.bytes()), piece.position());
      }
    }
    return file;
  }

  private static ArraySpec with(Map<String, ? extends @Nullable Object> attributes) {
    return ArraySpec.of(DType.INT8, 1).withAttributes(Attributes.of(attributes));
  }

  @Test
  void h5pyReadsEveryTypeAndRank() throws IOException {
    long[][] shapes = {{}, {7}, {0}, {2, 3}, {0, 4}, {2, 3, 4, 1, 2}};
    for (DType dtype : DType.all()) {
      for (long[] dims : shapes) {
        ArraySpec spec = ArraySpec.of(dtype, dims);
        write(dtype.typestring().replace('|', '=') + dims.length + "-" + spec.byteSize() + ".h5", "/data",
            spec);
      }
    }
    assertThat(H5py.run("""
        import glob, os
        for name in sorted(glob.glob(sys.argv[1] + '/*')):
            with h5py.File(name) as f:
                d = f['data']
                offset = d.id.get_offset()
                ok = d.dtype.str.replace('|', '=') == os.path.basename(name).split('-')[0][:len(d.dtype.str)]
                if not ok or (d.size and offset % 4096) or np.any(d[...]) or d.chunks or d.attrs:
                    print(name, d.dtype.str, offset)
        print(len(glob.glob(sys.argv[1] + '/*')))
        """, folder)).isEqualTo(String.valueOf(DType.all().size() * shapes.length));
  }

  @Test
  void h5pyReadsAttributesAsWhatTheyAre() throws IOException {
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    attributes.put("text", "héllo");
    attributes.put("empty", "");
    attributes.put("größe", 5L);
    attributes.put("large", BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
    attributes.put("number", -1.5);
    attributes.put("nan", Double.NaN);
    attributes.put("truth", true);
    attributes.put("truths", List.of(true, false));
    attributes.put("texts", List.of("a", "bc", ""));
    attributes.put("numbers", List.of(List.of(1L, 2L), List.of(3L, 4L), List.of(5L, 6L)));
    attributes.put("mixed", List.of(1L, BigInteger.ONE.shiftLeft(63)));
    attributes.put("none", List.of());
    attributes.put("long", "x".repeat(100_000));
    Path file = write("a.h5", "/data", with(attributes));
    assertThat(H5py.run(
        """
            with h5py.File(sys.argv[1]) as f:
                a = dict(f['data'].attrs)
                assert len(f['data'].attrs) == len(a), len(f['data'].attrs)
                assert len(a.pop('long')) == 100000
                for name, value in a.items():
                    print(name, type(value).__name__, getattr(value, 'dtype', ''), value if np.ndim(value) == 0 else value.tolist())
            """,
        file).lines()).containsExactlyInAnyOrder("text str  héllo", "empty str  ", "größe int64 int64 5",
            "large uint64 uint64 18446744073709551615", "number float64 float64 -1.5",
            "nan float64 float64 nan",
            "truth bool_ bool True", "truths ndarray bool [True, False]",
            "texts ndarray object ['a', 'bc', '']",
            "numbers ndarray int64 [[1, 2], [3, 4], [5, 6]]", "mixed ndarray uint64 [1, 9223372036854775808]",
            "none ndarray float64 []");
  }

  @Test
  void whatDoesNotReadBackAsItIsIsRefusedByName() {
    Map<String, @Nullable Object> refused = new LinkedHashMap<>();
    refused.put("none", Collections.singletonList(null));
    refused.put("null", null);
    refused.put("map", Map.of("a", 1L));
    refused.put("ragged", List.of(List.of(1L), List.of(1L, 2L)));
    refused.put("uneven", List.of(1L, List.of(1L)));
    refused.put("kinds", List.of(1L, 2.0));
    refused.put("texts and numbers", List.of("a", 2.0));
    refused.put("signs", List.of(-1L, BigInteger.ONE.shiftLeft(63)));
    refused.put("huge", BigInteger.ONE.shiftLeft(64));
    refused.put("low", BigInteger.ONE.shiftLeft(63).negate().subtract(BigInteger.ONE));
    refused.put("zero", "a\0b");
    refused.put("half", "\uD800");
    refused.put("many", Collections.nCopies(10_000, 1L));
    refused.put("", 1L);
    refused.forEach((name, value) -> {
      Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
      attributes.put(name, value);
      assertThatThrownBy(
          () -> new Hdf5Store().allocate(ArrayRef.of(folder.resolve("a.h5")), with(attributes)))
          .as("%s", name).isInstanceOf(UnsupportedArrayException.class)
          .hasMessageContaining("'" + name + "'");
    });
  }

  @Test
  void columnMajorOrderIsRefused() {
    ArraySpec spec = ArraySpec.of(DType.INT8, 2, 3).withOrder(MemoryOrder.F);
    assertThatThrownBy(() -> new Hdf5Store().allocate(ArrayRef.of(folder.resolve("a.h5")), spec))
        .isInstanceOf(UnsupportedArrayException.class).hasMessageContaining("row-major");
  }

  @Test
  void membersMayBeInGroups() throws IOException {
    String deep = String.join("/", Collections.nCopies(50, "größe")) + "/" + "n".repeat(300);
    for (String member : List.of("x", "/a/b/c", "//a///b/", deep)) {
      Path file = write("m" + member.length() + ".h5", member, ArraySpec.of(DType.FLOAT32, 3));
      assertThat(H5py.run("""
          found = []
          with h5py.File(sys.argv[1]) as f:
              f.visititems(lambda name, o: found.append('/' + name) if isinstance(o, h5py.Dataset) else None)
          sys.stdout.buffer.write('\\n'.join(found).encode())
          """, file))
          .isEqualTo(
              "/" + String.join("/", Arrays.stream(member.split("/")).filter(s -> !s.isEmpty()).toList()));
    }
    for (String member : List.of("/", "a/../b", ".", "a\0")) {
      assertThatThrownBy(() -> write("r.h5", member, ArraySpec.of(DType.INT8, 1)))
          .isInstanceOf(UnsupportedArrayException.class).hasMessageContaining("the member '");
    }
  }

  @Test
  void h5pyChangesAndExtendsTheFile() throws IOException {
    Path file = write("a.h5", "/g/data", with(Map.of("a", 1L, "b", "text")));
    assertThat(H5py.run(
        """
            for libver in 'earliest', 'latest':
                with h5py.File(sys.argv[1], 'r+', libver=libver) as f:
                    f['g/data'][0] += 7
                    for i in range(20):
                        f['g/' + libver + str(i)] = np.arange(i)
                        f['g/data'].attrs[libver + str(i)] = str(i)
                    f.create_group('h/' + libver)['x'] = 5
                    del f['g/' + libver + '3']
                    del f['g/data'].attrs[libver + '3']
            with h5py.File(sys.argv[1]) as f:
                print(f['g/data'][0], len(f['g']), len(f['g/data'].attrs), f['g/data'].attrs['b'], f['g/latest5'][4], f['h/latest/x'][()])
            """,
        file)).isEqualTo("14 39 40 text 4 5");
  }

  @Test
  void toolsOfTheLibraryReadIt() throws Exception {
    Path file = write("a.h5", "/g/data", with(Map.of("a", 1L, "b", "text", "c", List.of(true))));
    for (String tool : List.of("h5dump", "h5stat", "h5ls -rv", "h5repack -v")) {
      List<String> command = new ArrayList<>(List.of(tool.split(" ")));
      command.add(file.toString());
      if (tool.startsWith("h5repack")) {
        command.add(folder.resolve("b.h5").toString());
      }
      Process process;
      try {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
      } catch (IOException absent) {
        continue;
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s", output).isZero();
      assertThat(output).doesNotContainIgnoringCase("error");
      if (tool.startsWith("h5repack")) {
        assertThat(H5py.run("print(sorted(h5py.File(sys.argv[1])['g/data'].attrs))", folder.resolve("b.h5")))
            .isEqualTo("['a', 'b', 'c']");
      }
    }
  }

  @Test
  void aTebibyteIsFewBytesOfMetadata() throws IOException {
    Path file = write("a.h5", "/data", ArraySpec.of(DType.FLOAT32, 1L << 20, 1 << 18));
    assertThat(Files.size(file)).isEqualTo(4096 + (1L << 40));
    assertThat(H5py.run("print(h5py.File(sys.argv[1])['data'][-1, -1])", file)).isEqualTo("0.0");
  }
}
