package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateTest {
  @TempDir
  private Path folder;

  @Test
  void zeros() {
    Path file = folder.resolve("a.dat");
    Ran ran = Ran.mmap("create", file, "--dtype", "float32", "--shape", "(2, 2)").succeeded();
    assertThat(ran.out()).isEqualTo(file + ": raw, float32 (2, 2) order C, 16 bytes\n");
    assertThat(Ran.mmap("cat", file).succeeded().out()).isEqualTo("0.0 0.0\n0.0 0.0\n");
    assertThat(FolderSnapshot.of(folder)).containsOnlyKeys("", "a.dat", "a_meta.json");
  }

  @Test
  void huge() throws IOException {
    Path file = folder.resolve("huge.dat");
    Ran ran = Ran.mmap("create", file, "--dtype", "f8", "--shape", "1000000,100000", "--sparse", "--json")
        .succeeded();
    assertThat(ran.json().path("byteLength").longValue()).isEqualTo(800_000_000_000L);
    assertThat(Files.size(file)).isEqualTo(800_000_000_000L);
  }

  @ParameterizedTest
  @CsvSource({
      "bool, true, true",
      "int8, -128, -128",
      "uint8, 255, 255",
      "uint64, 18446744073709551615, 18446744073709551615",
      "int64, -9223372036854775808, -9223372036854775808",
      "int32, 1e3, 1000",
      "float32, 0.1, 0.1",
      "float32, 16777219, 1.677722E7",
      "float64, .5, 0.5",
      "float64, NaN, NaN",
      "float16, -Infinity, -Infinity",
      ">f8, 1e300, 1.0E300",
      "complex64, 0.1-2j, 0.1-2.0j",
      "complex128, (0.1+NaNj), 0.1+NaNj",
      "complex128, 3, 3.0+0.0j"
  })
  void filled(String dtype, String value, String printed) {
    Path file = folder.resolve("a.dat");
    Ran.mmap("create", file, "--dtype", dtype, "--shape", "2", "--fill=" + value).succeeded();
    assertThat(Ran.mmap("cat", file).succeeded().out()).isEqualTo((printed + "\n").repeat(2));
  }

  @Test
  void whatCatPrintsFillTakes() {
    Path file = folder.resolve("a.dat");
    for (String value : new String[] {"1.1754944E-38", "-Infinity", "3.4028235E38"}) {
      Ran.mmap("create", file, "--dtype", "f4", "--shape", "1", "--replace", "--fill", value).succeeded();
      assertThat(Ran.mmap("cat", file).succeeded().out()).isEqualTo(value + "\n");
    }
  }

  @Test
  void replaced() {
    Path file = folder.resolve("a.dat");
    Ran.mmap("create", file, "--dtype", "int8", "--shape", "3", "--fill", "7").succeeded();
    Ran.mmap("create", file, "--dtype", "int16", "--shape", "2", "--replace").succeeded();
    assertThat(Ran.mmap("cat", file).succeeded().out()).isEqualTo("0\n0\n");
    assertThat(FolderSnapshot.of(folder)).containsOnlyKeys("", "a.dat", "a_meta.json");
  }

  @Test
  void throughALink() throws IOException {
    Path file = folder.resolve("a.dat");
    Path link = folder.resolve("b.dat");
    Ran.mmap("create", file, "--dtype", "int8", "--shape", "3").succeeded();
    Files.createSymbolicLink(link, file);
    Ran.mmap("create", link, "--dtype", "int8", "--shape", "2")
        .failed(link + ": exists already; choose another name, or add --replace");
    Ran.mmap("create", link, "--dtype", "int8", "--shape", "2", "--replace").failed(
        link + ": is a symbolic link to " + file + "; to replace that file, name it, or remove the link");
  }

  @Test
  void anyNameWithAStore() {
    Path file = folder.resolve("array.bin");
    Ran.mmap("create", file, "--dtype", "int8", "--shape", "3", "--store", "raw").succeeded();
    assertThat(Ran.mmap("info", file).succeeded().out()).contains("store     raw");
  }

  @Test
  void fortranOrder() {
    Path file = folder.resolve("a.dat");
    Ran.mmap("create", file, "--dtype", "int8", "--shape", "3,2", "--order", "F").succeeded();
    assertThat(Ran.mmap("info", file, "--json").succeeded().json().path("order").textValue()).isEqualTo("F");
  }
}
