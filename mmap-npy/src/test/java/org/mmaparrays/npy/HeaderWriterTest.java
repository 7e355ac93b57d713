package org.mmaparrays.npy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Shape;
import org.mmaparrays.testkit.NumPy;

/** New headers are those of NumPy, to the last space. */
class HeaderWriterTest {
  private static final String WRITE_HEADERS = """
      import io
      try:
          from numpy.lib import _format_impl as npy
      except ImportError:
          from numpy.lib import format as npy
      for line in open(sys.argv[1]):
          descr, fortran, shape = line.rstrip().split(';')
          file = io.BytesIO()
          npy._write_array_header(
              file, {'descr': descr, 'fortran_order': fortran == 'F', 'shape': eval(shape)})
          print(file.getvalue().hex())
      """;

  @TempDir
  Path folder;

  @Test
  void writesTheDocumentedForm() {
    ArraySpec spec = ArraySpec.of(DType.FLOAT64, 2, 3);
    String header = new String(HeaderWriter.write(spec), StandardCharsets.ISO_8859_1);
    assertThat(header).hasSize(128)
        .startsWith("\u0093NUMPY\1\0v\0{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), } ")
        .endsWith(" \n");
  }

  @Test
  void writesWhatNumPyWrites() throws IOException {
    List<ArraySpec> specs = specs();
    List<String> lines = specs.stream()
        .map(spec -> spec.dtype().typestring() + ";" + spec.order() + ";" + spec.shape())
        .toList();
    Path file = Files.write(folder.resolve("specs"), lines);
    String[] theirs = NumPy.require().run(WRITE_HEADERS, file).split("\n");
    assertThat(theirs).hasSameSizeAs(specs);
    for (int i = 0; i < theirs.length; i++) {
      byte[] ours = HeaderWriter.write(specs.get(i));
      assertThat(HexFormat.of().formatHex(ours)).as(lines.get(i)).isEqualTo(theirs[i]);
      assertThat(ours.length % 64).as(lines.get(i)).isZero();
    }
  }

  /**
   * Every dtype; lengths of every number of digits; every number of axes, and so every length before padding, with few
   * and many digits on the axis that may grow and on the one at the other end.
   */
  private static List<ArraySpec> specs() {
    List<ArraySpec> specs = new ArrayList<>();
    DType.all().forEach(dtype -> specs.add(ArraySpec.of(dtype, 4, 3)));
    for (long dim = 1; dim < Long.MAX_VALUE / 10; dim *= 10) {
      specs.add(ArraySpec.of(DType.BOOL, dim));
      specs.add(ArraySpec.of(DType.BOOL, 0, dim));
    }
    for (int rank = 0; rank <= Shape.MAX_RANK; rank++) {
      long[] dims = new long[rank];
      Arrays.fill(dims, 1);
      addInBothOrders(specs, dims);
      if (rank > 1) {
        dims[0] = 1_000_000_000_000L;
        addInBothOrders(specs, dims);
        dims[0] = 1;
        dims[rank - 1] = 1_000_000_000_000L;
        addInBothOrders(specs, dims);
      }
    }
    return specs;
  }

  private static void addInBothOrders(List<ArraySpec> specs, long[] dims) {
    specs.add(ArraySpec.of(DType.INT8, dims));
    specs.add(ArraySpec.of(DType.INT8, dims).withOrder(MemoryOrder.F));
  }

  @Test
  void isReadBack() throws IOException {
    for (ArraySpec spec : specs()) {
      byte[] header = HeaderWriter.write(spec);
      Path file = Files.write(folder.resolve("a.npy"), header);
      assertThat(NpyHeader.read(file)).isEqualTo(new NpyHeader(spec, header.length));
    }
  }
}
