package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Complex;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;

class CatTest {
  @TempDir
  private Path folder;

  private Path counting(DType dtype, MemoryOrder order, long... dims) throws IOException {
    Path file = folder.resolve("counting.dat");
    ArraySpec spec = ArraySpec.of(dtype, dims).withOrder(order);
    try (StoredArray array = ArrayStores.create(ArrayRef.of(file), spec, OpenMode.CREATE)) {
      NdArray count = NdArray.allocate(ArraySpec.of(dtype, spec.shape().elementCount()));
      for (long i = 0; i < spec.shape().elementCount(); i++) {
        count.setValue(new long[] {i}, i);
      }
      array.view().copyFrom(count.reshape(dims));
    }
    return file;
  }

  private Path of(DType dtype, Object... values) throws IOException {
    Path file = folder.resolve("values.dat");
    try (StoredArray array =
        ArrayStores.create(ArrayRef.of(file), ArraySpec.of(dtype, values.length), OpenMode.CREATE)) {
      for (int i = 0; i < values.length; i++) {
        array.view().setValue(new long[] {i}, values[i]);
      }
    }
    return file;
  }

  private static String rows(Ran ran) {
    return ran.succeeded().json().path("rows").toString();
  }

  @Test
  void twoAxes() throws IOException {
    for (MemoryOrder order : MemoryOrder.values()) {
      Path file = counting(DType.INT32, order, 3, 2);
      assertThat(Ran.mmap("cat", file).succeeded().out()).isEqualTo("0 1\n2 3\n4 5\n");
      assertThat(Ran.mmap("cat", file, "--json").succeeded().out())
          .isEqualTo("{\"rows\":[\n[0, 1],\n[2, 3],\n[4, 5]\n]}\n");
    }
  }

  @Test
  void oneAxis() throws IOException {
    Path file = counting(DType.FLOAT32, MemoryOrder.C, 3);
    assertThat(Ran.mmap("cat", file).succeeded().out()).isEqualTo("0.0\n1.0\n2.0\n");
    assertThat(Ran.mmap("cat", file, "--json").succeeded().out())
        .isEqualTo("{\"rows\":[\n0.0,\n1.0,\n2.0\n]}\n");
  }

  @Test
  void noAxis() throws IOException {
    Path file = counting(DType.INT64, MemoryOrder.C);
    assertThat(Ran.mmap("cat", file).succeeded().out()).isEqualTo("0\n");
    assertThat(rows(Ran.mmap("cat", file, "--json"))).isEqualTo("0");
    Ran.mmap("cat", file, "--rows", "0:1").failed(file + ": shape () has no rows; leave out --rows");
  }

  @Test
  void fourAxes() throws IOException {
    for (MemoryOrder order : MemoryOrder.values()) {
      Path file = counting(DType.UINT8, order, 2, 2, 1, 2);
      assertThat(Ran.mmap("cat", file).succeeded().out()).isEqualTo("[[0 1]] [[2 3]]\n[[4 5]] [[6 7]]\n");
      assertThat(rows(Ran.mmap("cat", file, "--json"))).isEqualTo("[[[[0,1]],[[2,3]]],[[[4,5]],[[6,7]]]]");
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      0,5 | []            | ''
      2,0 | [[],[]]       | '||'
      2,0,3 | [[],[]]     | '||'
      2,1,0 | [[[]],[[]]] | '[]|[]|'
      """)
  void noElements(String shape, String json, String text) {
    Path file = folder.resolve("empty.dat");
    Ran.mmap("create", file, "--dtype", "f4", "--shape", shape).succeeded();
    assertThat(rows(Ran.mmap("cat", file, "--json"))).isEqualTo(json);
    assertThat(Ran.mmap("cat", file).succeeded().out()).isEqualTo(text.replace('|', '\n'));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      0:2     | [0,1]
      3:      | [3,4]
      :2      | [0,1]
      :       | [0,1,2,3,4]
      -2:     | [3,4]
      :-3     | [0,1]
      -3:-1   | [2,3]
      4:5     | [4]
      2:2     | []
      5:      | []
      0:0     | []
      -5:5    | [0,1,2,3,4]
      """)
  void rowsAsPythonSlicesThem(String range, String expected) throws IOException {
    Path file = counting(DType.INT16, MemoryOrder.C, 5);
    assertThat(rows(Ran.mmap("cat", file, "--json", "--rows", range))).isEqualTo(expected);
    assertThat(rows(Ran.mmap("cat", "--rows=" + range, file, "--json"))).isEqualTo(expected);
  }

  @Test
  void aLongArrayIsNotPrintedUnasked() throws IOException {
    Path file = counting(DType.INT32, MemoryOrder.C, 11, 2);
    Ran ran = Ran.mmap("cat", file);
    assertThat(ran.out()).hasLineCount(10);
    assertThat(ran.err()).isEqualTo("mmap: " + file + ": rows 0:10 of 11; choose others with --rows A:B\n");
    assertThat(ran.code()).isZero();
    assertThat(Ran.mmap("cat", file, "--rows", ":").succeeded().out()).hasLineCount(11);
  }

  @Test
  void wideRowsArePrintedInFewerLines() throws IOException {
    Path file = counting(DType.INT32, MemoryOrder.C, 11, 3000);
    Ran ran = Ran.mmap("cat", file);
    assertThat(ran.out()).hasLineCount(3);
    assertThat(ran.err()).contains("rows 0:3 of 11");
  }

  @Test
  void aVeryWideRowIsNotPrintedUnasked() throws IOException {
    Path file = counting(DType.INT32, MemoryOrder.C, 2, 10_001);
    Ran.mmap("cat", file).failed(
        file + ": a row of shape (2, 10001) has 10001 elements; to print one, say so: --rows 0:1");
    assertThat(Ran.mmap("cat", file, "--rows", "1:2").succeeded().out()).startsWith("10001 10002")
        .hasLineCount(1);
  }

  @Test
  void rowsLargerThanABlockAreReadInSeveral() throws IOException {
    for (MemoryOrder order : MemoryOrder.values()) {
      Path file = counting(DType.FLOAT64, order, 2, 3, 200_000);
      String[] numbers = Ran.mmap("cat", file, "--rows", ":").succeeded().out().split("[\\s\\[\\]]+");
      assertThat(numbers).hasSize(1_200_001);
      for (int i = 1; i < numbers.length; i++) {
        assertThat(Double.parseDouble(numbers[i])).isEqualTo(i - 1);
      }
    }
  }

  @Test
  void bigIntegersAreExact() throws IOException {
    BigInteger most = new BigInteger("18446744073709551615");
    Path file = of(DType.UINT64, BigInteger.ZERO, most, most.subtract(BigInteger.ONE).shiftRight(1));
    assertThat(rows(Ran.mmap("cat", file, "--json")))
        .isEqualTo("[0,18446744073709551615,9223372036854775807]");
    assertThat(Ran.mmap("cat", file).succeeded().out())
        .isEqualTo("0\n18446744073709551615\n9223372036854775807\n");
    assertThat(rows(Ran.mmap("cat", of(DType.INT64, Long.MIN_VALUE, Long.MAX_VALUE), "--json")))
        .isEqualTo("[-9223372036854775808,9223372036854775807]");
  }

  @Test
  void floatsParseBackExactly() throws IOException {
    Double[] doubles = {0.1, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, 1e23, 2e-3, Math.PI};
    JsonNode rows =
        Ran.mmap("cat", of(DType.FLOAT64, (Object[]) doubles), "--json").succeeded().json().path("rows");
    List<String> text =
        Ran.mmap("cat", of(DType.FLOAT64, (Object[]) doubles)).succeeded().out().lines().toList();
    for (int i = 0; i < doubles.length; i++) {
      assertThat(Double.parseDouble(text.get(i))).isEqualTo(doubles[i]);
      assertThat(rows.get(i).decimalValue().doubleValue()).isEqualTo(doubles[i] + 0.0);
    }
    assertThat(Ran.mmap("cat", of(DType.FLOAT32, 0.1f, 16777216f, Float.MIN_VALUE)).succeeded().out())
        .isEqualTo("0.1\n1.6777216E7\n1.4E-45\n");
    assertThat(Ran.mmap("cat", of(DType.FLOAT16, 0.5f, 65504f)).succeeded().out())
        .isEqualTo("0.5\n65504.0\n");
  }

  @Test
  void whatIsNotFiniteIsText() throws IOException {
    Path file = of(DType.FLOAT32, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
    assertThat(rows(Ran.mmap("cat", file, "--json"))).isEqualTo("[\"NaN\",\"Infinity\",\"-Infinity\"]");
    assertThat(Ran.mmap("cat", file).succeeded().out()).isEqualTo("NaN\nInfinity\n-Infinity\n");
  }

  @Test
  void complexNumbers() throws IOException {
    Path file = of(DType.COMPLEX64, new Complex(0.1f, -2), new Complex(-0.0, Double.NaN),
        new Complex(Double.NEGATIVE_INFINITY, 1e10));
    assertThat(Ran.mmap("cat", file).succeeded().out()).isEqualTo("0.1-2.0j\n-0.0+NaNj\n-Infinity+1.0E10j\n");
    assertThat(Ran.mmap("cat", file, "--json").succeeded().out())
        .isEqualTo("{\"rows\":[\n[0.1, -2.0],\n[-0.0, \"NaN\"],\n[\"-Infinity\", 1.0E10]\n]}\n");
  }

  @Test
  void booleans() throws IOException {
    Path file = of(DType.BOOL, true, false);
    assertThat(Ran.mmap("cat", file).succeeded().out()).isEqualTo("true\nfalse\n");
    assertThat(rows(Ran.mmap("cat", file, "--json"))).isEqualTo("[true,false]");
  }
}
