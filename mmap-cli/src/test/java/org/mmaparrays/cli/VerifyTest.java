package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.OpenMode;

class VerifyTest {
  @TempDir
  private Path folder;

  private Path create(String dtype, String shape) {
    Path file = folder.resolve("a.dat");
    Ran.mmap("create", file, "--dtype", dtype, "--shape", shape, "--replace").succeeded();
    return file;
  }

  @Test
  void saysWhatItHasChecked() throws IOException {
    Path file = create("float32", "3,4");
    try (StoredArray array = ArrayStores.open(file, OpenMode.READ_WRITE)) {
      array.view().setFloat(1, 2, Float.NaN);
      array.view().setFloat(2, 2, Float.NaN);
      array.view().setFloat(0, 0, Float.NEGATIVE_INFINITY);
    }
    assertThat(Ran.mmap("verify", file).succeeded().out()).isEqualTo(file + """
        : raw, float32 (3, 4) order C, 48 bytes
          metadata  ok
          size      ok, 48 bytes from byte 0 of %s
          elements  ok, 12 read, 2 NaN, 1 infinite
          rows      not tracked by checkpoints
        """.formatted(file));
    assertThat(Ran.mmap("verify", file, "--json").succeeded().json().toString()).isEqualTo(
        "{\"ref\":\"" + file
            + "\",\"ok\":true,\"metadataAndSize\":true,\"readable\":true,\"elements\":12,"
            + "\"nan\":2,\"infinite\":1,\"complete\":null,\"incompleteRows\":[],\"checkpoints\":[],\"writers\":[]}");
  }

  @ParameterizedTest
  @CsvSource({"float16", "float64", ">f2", ">f8", "complex64", ">c16"})
  void findsNanInEveryType(String dtype) {
    Path file = folder.resolve("a.dat");
    Ran.mmap("create", file, "--dtype", dtype, "--shape", "7,5", "--fill", "NaN").succeeded();
    assertThat(Ran.mmap("verify", file).succeeded().out()).contains("35 read, 35 NaN, 0 infinite");
  }

  @ParameterizedTest
  @CsvSource({"float16, C", "float32, F", ">f4, C", "float64, F", ">f8, F", "complex64, F", ">c16, C"})
  void countsWhatIsNotFinite(String dtype, String order) throws IOException {
    Path file = folder.resolve("a.dat");
    Ran.mmap("create", file, "--dtype", dtype, "--shape", "1100,1000", "--order", order, "--fill", "6e4")
        .succeeded();
    try (StoredArray array = ArrayStores.open(file, OpenMode.READ_WRITE)) {
      array.view().setValue(new long[] {0, 0}, Double.NaN);
      array.view().setValue(new long[] {1099, 998}, Double.NaN);
      array.view().setValue(new long[] {1099, 999}, Double.NEGATIVE_INFINITY);
      array.view().setValue(new long[] {500, 500}, Double.POSITIVE_INFINITY);
    }
    assertThat(Ran.mmap("verify", file).succeeded().out()).contains("1100000 read, 2 NaN, 2 infinite");
  }

  @ParameterizedTest
  @CsvSource({"int8", "uint64", ">i4", "bool"})
  void readsEveryType(String dtype) {
    assertThat(Ran.mmap("verify", create(dtype, "700,5000")).succeeded().out())
        .contains("elements  ok, 3500000 read");
  }

  @Test
  void noElements() {
    assertThat(Ran.mmap("verify", create("float32", "0,3")).succeeded().out())
        .contains("elements  ok, 0 read");
  }

  @Test
  void booleansThatAreNone() throws IOException {
    Path file = create("bool", "5");
    Files.write(file, new byte[] {0, 1, 2, -1, 1});
    Ran ran = Ran.mmap("verify", file);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("  size      ok")
        .contains("  elements  failed, 5 read, 2 neither 0 nor 1\n");
    assertThat(ran.err())
        .isEqualTo("mmap: " + file + ": 2 elements of type bool are neither 0 nor 1; the dtype is"
            + " wrong, or the file was overwritten\n");
  }

  @Test
  void jsonOfAFault() throws IOException {
    Path file = create("float32", "3,4");
    Files.write(file, new byte[47]);
    Ran ran = Ran.mmap("verify", file, "--json");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.json().path("ok").booleanValue()).isFalse();
    assertThat(ran.json().path("fault").textValue()).startsWith(file + ": ")
        .contains("found 47 bytes; expected 48 bytes");
    assertThat(ran.err()).isEqualTo("mmap: " + ran.json().path("fault").textValue() + "\n");
  }
}
