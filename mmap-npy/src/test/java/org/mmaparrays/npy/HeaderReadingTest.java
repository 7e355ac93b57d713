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
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.testkit.NumPy;

/** Headers are read as NumPy reads them, or refused. */
class HeaderReadingTest {
  private static final int MUTANTS = 4_000;
  private static final long SEED = 20_250_115;
  /** What headers are made of, so that many a mutant still makes sense. */
  private static final String ALPHABET =
      "{}()[],:'\"\\ubLxo0123456789abf+-_.#<>=|? \t\n\0\u00e9TrueFalsNdscihp";

  /** Prints for each header what NumPy reads: dtype, order, shape; or that it refuses. */
  private static final String READ_HEADERS = """
      import io, warnings
      try:
          from numpy.lib import _format_impl as npy
      except ImportError:
          from numpy.lib import format as npy
      warnings.simplefilter('ignore')
      for line in open(sys.argv[1]):
          file = io.BytesIO(bytes.fromhex(line))
          try:
              shape, fortran, dtype = npy._read_array_header(file, npy.read_magic(file))
              print(dtype.str, 'F' if fortran and len(shape) > 1 else 'C', shape)
          except Exception:
              print('refused')
      """;

  @TempDir
  Path folder;

  static List<HeaderVariant> variants() {
    return HeaderVariant.all();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void readsWhatWritersMayWrite(HeaderVariant variant) throws IOException {
    int bytes = Math.toIntExact(variant.spec().byteSize());
    Path file = Files.write(folder.resolve("a.npy"), variant.file(bytes));
    ArrayInfo info = ArrayStores.inspect(ArrayRef.of(file));
    assertThat(info.spec()).isEqualTo(variant.spec());
    assertThat(info.offset()).hasValue(Files.size(file) - bytes);
  }

  @Test
  void readsWhatWritersMayWriteAsNumPyDoes() throws IOException {
    List<byte[]> headers = variants().stream().map(variant -> variant.file(0)).toList();
    assertThat(readByNumPy(headers)).isEqualTo(variants().stream().map(v -> described(v.spec())).toList());
  }

  @Test
  void readsDamagedHeadersAsNumPyDoesOrNotAtAll() throws IOException {
    Random random = new Random(SEED);
    List<byte[]> mutants = new ArrayList<>();
    List<HeaderVariant> variants = variants();
    for (int i = 0; i < MUTANTS; i++) {
      mutants.add(mutant(variants.get(i % variants.size()), random));
    }
    List<String> theirs = readByNumPy(mutants);
    int read = 0;
    for (int i = 0; i < MUTANTS; i++) {
      String ours = readHere(mutants.get(i));
      if (!ours.equals("refused")) {
        assertThat(ours).as(new String(mutants.get(i), StandardCharsets.ISO_8859_1)).isEqualTo(theirs.get(i));
        read++;
      }
    }
    assertThat(read).as("mutants that are still headers").isGreaterThan(MUTANTS / 50);
  }

  /** A header with one or two characters of its text replaced, removed or added. */
  private static byte[] mutant(HeaderVariant variant, Random random) {
    StringBuilder text = new StringBuilder(variant.text());
    for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
      int at = random.nextInt(text.length());
      char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, c);
        case 1 -> text.deleteCharAt(at);
        default -> text.insert(at, c);
      }
    }
    int length =
        variant.major() == 3 ? text.toString().getBytes(StandardCharsets.UTF_8).length : text.length();
    return HeaderBytes.file(variant.major(), text.toString(), length, 0);
  }

  private String readHere(byte[] header) throws IOException {
    try {
      return described(NpyHeader.read(Files.write(folder.resolve("mutant"), header)).spec());
    } catch (ArrayFormatException | UnsupportedArrayException refused) {
      return "refused";
    }
  }

  private List<String> readByNumPy(List<byte[]> headers) throws IOException {
    Path file =
        Files.write(folder.resolve("headers"), headers.stream().map(HexFormat.of()::formatHex).toList());
    return Arrays.asList(NumPy.require().run(READ_HEADERS, file).split("\n"));
  }

  private static String described(ArraySpec spec) {
    return spec.dtype().typestring() + (spec.order() == MemoryOrder.F ? " F " : " C ") + spec.shape();
  }
}
