package org.mmaparrays.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.Shape;
import org.mmaparrays.spi.BlockReader;
import org.mmaparrays.spi.Storage;

/** Datasets that are not in chunks and cannot be mapped either: in their object header, or not written yet. */
class WithoutChunksTest {
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  @TempDir
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void whatIsInTheObjectHeaderIsOneBlock(String libver) throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"),
        """
            f = h5py.File(path, 'w', libver='LIBVER')
            for name, data in ('d', np.arange(6.0).reshape(2, 3)), ('scalar', np.array(7.0)), ('none', np.zeros((3, 0))):
                p = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
                p.set_layout(h5py.h5d.COMPACT)
                s = h5py.h5s.create_simple(data.shape) if data.ndim else h5py.h5s.create(h5py.h5s.SCALAR)
                h5py.h5d.create(f.id, name.encode(), h5py.h5t.IEEE_F64LE, s, p).write(h5py.h5s.ALL, h5py.h5s.ALL, data)
            """
            .replace("LIBVER", libver));
    Storage.Decoded decoded = (Storage.Decoded) MadeByH5py.locate(file, "d");
    assertThat(decoded.spec()).isEqualTo(ArraySpec.of(DType.FLOAT64, 2, 3));
    assertThat(decoded.blockShape()).isEqualTo(Shape.of(2, 3));
    assertThat(decoded.encoding()).startsWith("compact");
    try (BlockReader reader = decoded.blocks().open()) {
      assertThat(reader.read(0, 0).toArray(DOUBLE)).containsExactly(0, 1, 2, 3, 4, 5);
    }
    Storage.Decoded scalar = (Storage.Decoded) MadeByH5py.locate(file, "scalar");
    try (BlockReader reader = scalar.blocks().open()) {
      assertThat(reader.read().toArray(DOUBLE)).containsExactly(7);
    }
    assertThat(((Storage.Decoded) MadeByH5py.locate(file, "none")).blockShape()).isEqualTo(Shape.of(3, 1));
  }

  @ParameterizedTest
  @CsvSource({"'', 0", "fillvalue=1.5, 1.5"})
  void whatWasNeverWrittenIsTheFillValue(String options, double fill) throws IOException {
    for (String libver : new String[] {"earliest", "latest"}) {
      Path file =
          MadeByH5py.make(folder.resolve("a.h5"), "f = h5py.File(path, 'w', libver='" + libver + "')\n"
              + "f.create_dataset('d', (3, 1000, 1000), 'f8', " + options + ")\n");
      Storage.Decoded decoded = (Storage.Decoded) MadeByH5py.locate(file, "d");
      assertThat(decoded.spec().shape()).isEqualTo(Shape.of(3, 1000, 1000));
      assertThat(decoded.blockShape()).isEqualTo(Shape.of(1, 131, 1000));
      assertThat(decoded.encoding()).startsWith("never written");
      try (BlockReader reader = decoded.blocks().open()) {
        MemorySegment block = reader.read(2, 7, 0);
        assertThat(block.isReadOnly()).isTrue();
        assertThat(block.toArray(DOUBLE)).hasSize(131_000).containsOnly(fill);
      }
    }
  }

  @Test
  void aHugeOneThatWasNeverWrittenNeedsNoMemory() throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"),
        "h5py.File(path, 'w').create_dataset('d', (2**40, 3, 2**10), '>u2', fillvalue=258)\n");
    Storage.Decoded decoded = (Storage.Decoded) MadeByH5py.locate(file, "d");
    assertThat(decoded.blockShape()).isEqualTo(Shape.of(170, 3, 1024));
    try (BlockReader reader = decoded.blocks().open()) {
      assertThat(reader.read(1L << 32, 0, 0).asSlice(0, 4).toArray(ValueLayout.JAVA_BYTE)).containsExactly(1,
          2, 1, 2);
    }
  }

  @Test
  void earlyAllocationIsMapped() throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), """
        p = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        p.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
        p.set_fill_value(np.array(3, 'i4'))
        h5py.h5d.create(h5py.File(path, 'w').id, b'd', h5py.h5t.STD_I32LE, h5py.h5s.create_simple((5,)), p)
        """);
    assertThat(MadeByH5py.locate(file, "d")).isInstanceOf(Storage.Contiguous.class);
    assertThat(MadeByH5py.bytes(file, "d")).startsWith(3, 0, 0, 0, 3).hasSize(20);
  }
}
