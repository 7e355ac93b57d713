package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;

@SuppressWarnings("NullAway.Init") // set before each test
class StatsTest {
  @TempDir
  private Path folder;

  private Path file;

  @BeforeEach
  void makeArray() throws IOException {
    file = folder.resolve("a.dat");
    try (StoredArray array = ArrayStores.create(file, ArraySpec.of(DType.FLOAT32, 4, 2))) {
      array.view().copyFrom(new float[] {1, 0.1f, 2, Float.NaN, 3, Float.POSITIVE_INFINITY, 4, -1});
    }
  }

  @Test
  void overall() {
    Ran.mmap("create", folder.resolve("b.dat"), "--dtype", "uint64", "--shape", "3", "--fill",
        "18446744073709551615").succeeded();
    assertThat(Ran.mmap("stats", folder.resolve("b.dat")).succeeded().out())
        .isEqualTo(folder.resolve("b.dat") + """

              count  3
              NaN    0
              min    18446744073709551615
              max    18446744073709551615
              mean   1.8446744073709552E19
              std    0.0
            """);
  }

  @Test
  void columns() {
    assertThat(Ran.mmap("stats", file, "--columns").succeeded().out()).isEqualTo("""
        column	count	NaN	min	max	mean	std
        0	4	0	1.0	4.0	2.5	1.118033988749895
        1	3	1	-1.0	Infinity	Infinity	NaN
        """);
  }

  @Test
  void json() {
    JsonNode overall = Ran.mmap("stats", file, "--json").succeeded().json();
    assertThat(overall.toString()).isEqualTo("{\"ref\":\"" + file
        + "\",\"count\":7,\"nan\":1,\"min\":-1,\"max\":\"Infinity\",\"mean\":\"Infinity\",\"std\":\"NaN\"}");
    JsonNode columns = Ran.mmap("stats", file, "--json", "--columns").succeeded().json().path("columns");
    assertThat(columns.get(0).path("mean").doubleValue()).isEqualTo(2.5);
    assertThat(columns.get(1).path("nan").intValue()).isEqualTo(1);
  }

  @Test
  void noElements() {
    Ran.mmap("create", folder.resolve("b.dat"), "--dtype", "f8", "--shape", "0,3").succeeded();
    JsonNode overall = Ran.mmap("stats", folder.resolve("b.dat"), "--json").succeeded().json();
    assertThat(overall.path("count").intValue()).isZero();
    assertThat(overall.path("mean").textValue()).isEqualTo("NaN");
  }

  @Test
  void complexNumbersHaveNone() {
    Path complex = folder.resolve("c.dat");
    Ran.mmap("create", complex, "--dtype", "complex64", "--shape", "3").succeeded();
    for (String[] more : new String[][] {{}, {"--columns"}, {"--json"}}) {
      Object[] args = new Object[2 + more.length];
      args[0] = "stats";
      args[1] = complex;
      System.arraycopy(more, 0, args, 2, more.length);
      Ran.mmap(args).failed(complex + ": complex numbers have no order, hence no minimum and maximum;"
          + " take statistics of real and imaginary parts");
    }
  }
}
