package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;

class ConvertTest {
  @TempDir
  private Path folder;

  /** An array of random bytes: among them NaN with payloads, which must survive too. */
  private Path random(ArraySpec spec) throws IOException {
    Path file = folder.resolve("source.dat");
    byte[] bytes = new byte[(int) spec.byteSize()];
    new Random(7).nextBytes(bytes);
    ArrayStores.create(ArrayRef.of(file), spec, OpenMode.CREATE).close();
    Files.write(file, bytes);
    return file;
  }

  private static void assertSame(Path source, Path target) throws IOException {
    try (StoredArray expected = ArrayStores.open(source); StoredArray found = ArrayStores.open(target)) {
      assertThat(found.spec().dtype()).isEqualTo(expected.spec().dtype());
      assertThat(found.spec().shape()).isEqualTo(expected.spec().shape());
      assertThat(rowMajor(found).segment().mismatch(rowMajor(expected).segment())).isEqualTo(-1);
    }
  }

  private static NdArray rowMajor(StoredArray array) {
    NdArray copy = NdArray.allocate(array.spec().withOrder(MemoryOrder.C));
    copy.copyFrom(array.view());
    return copy;
  }

  private void convert(DType dtype, MemoryOrder from, MemoryOrder to, long... dims) throws IOException {
    Path source = random(ArraySpec.of(dtype, dims).withOrder(from));
    Path target = folder.resolve("target.dat");
    Ran.mmap("convert", source, target, "--order", to, "--replace").succeeded();
    assertSame(source, target);
    assertThat(ArrayStores.inspect(ArrayRef.of(target)).spec().order())
        .isEqualTo(dims.length > 1 ? to : MemoryOrder.C);
  }

  @ParameterizedTest
  @CsvSource({"C, C", "C, F", "F, C", "F, F"})
  void everyOrderToEveryOrder(MemoryOrder from, MemoryOrder to) throws IOException {
    for (String dtype : new String[] {"uint8", ">i2", "float32", ">f8", "complex64", ">c16"}) {
      convert(DType.parse(dtype), from, to, 7, 1, 3, 5);
    }
    convert(DType.FLOAT32, from, to);
    convert(DType.FLOAT32, from, to, 5);
    convert(DType.FLOAT32, from, to, 0, 3);
    // Larger than one tile.
    convert(DType.FLOAT64, from, to, 700, 900);
    convert(DType.FLOAT64, from, to, 3, 200_000);
    convert(DType.FLOAT64, from, to, 200_000, 3);
    convert(DType.UINT8, from, to, 30, 400, 500);
  }

  @Test
  void keepsTheOrder() throws IOException {
    Path source = random(ArraySpec.of(DType.INT16, 3, 4).withOrder(MemoryOrder.F));
    Path target = folder.resolve("target.dat");
    Ran ran = Ran.mmap("convert", source, target).succeeded();
    assertThat(ran.out()).isEqualTo(target + ": raw, int16 (3, 4) order F, 24 bytes\n");
    assertThat(Files.readAllBytes(target)).isEqualTo(Files.readAllBytes(source));
  }

  @Test
  void keepsAttributes() throws IOException {
    Path source = random(ArraySpec.of(DType.INT16, 3));
    Files.writeString(folder.resolve("source_meta.json"),
        "{\"dtype\": \"int16\", \"shape\": [3], \"unit\": \"m\", \"gain\": NaN}");
    Path target = folder.resolve("target.dat");
    Ran ran = Ran.mmap("convert", source, target, "--json").succeeded();
    assertThat(ran.json().path("attributes").toString()).isEqualTo("{\"unit\":\"m\",\"gain\":\"NaN\"}");
  }

  @Test
  void leavesOutAttributesThatTheTargetCannotHold() throws IOException {
    Path source = random(ArraySpec.of(DType.INT16, 3, 4).withOrder(MemoryOrder.F));
    Files.writeString(folder.resolve("source_meta.json"),
        "{\"dtype\": \"int16\", \"shape\": [3, 4], \"order\": \"F\", \"unit\": \"m\", \"gain\": 2}");
    Path target = folder.resolve("target.npy");
    Ran ran = Ran.mmap("convert", source, target);
    assertThat(ran.err())
        .isEqualTo("mmap: " + target + ": the npy store holds no attributes; left out unit, gain\n");
    assertThat(ran.out()).isEqualTo(target + ": npy, int16 (3, 4) order F, 24 bytes\n");
    assertThat(ran.code()).isZero();
    assertSame(source, target);
  }

  @Test
  void thereAndBackAgain() throws IOException {
    Path source = random(ArraySpec.of(DType.parse(">f8"), 30, 40));
    Ran.mmap("convert", source, folder.resolve("there.npy"), "--order", "F").succeeded();
    Ran.mmap("convert", folder.resolve("there.npy"), folder.resolve("back.dat"), "--order", "C").succeeded();
    assertThat(Files.readAllBytes(folder.resolve("back.dat"))).isEqualTo(Files.readAllBytes(source));
  }

  @Test
  void importsWhatHasAForeignHeader() throws IOException {
    byte[] bytes = new byte[16 + 2 * 3 * 4];
    new Random(7).nextBytes(bytes);
    Path source = Files.write(folder.resolve("images.idx3-ubyte"), bytes);
    Path target = folder.resolve("converted.dat");
    Ran.mmap("convert", source, target, "--dtype", "uint8", "--shape", "2,3,4", "--offset", "16").succeeded();
    assertThat(Files.readAllBytes(target)).isEqualTo(Arrays.copyOfRange(bytes, 16, bytes.length));
    assertThat(ArrayStores.inspect(ArrayRef.of(target)).spec()).isEqualTo(ArraySpec.of(DType.UINT8, 2, 3, 4));
    Ran.mmap("convert", source, target, "--dtype", "uint8", "--shape", "2,3,4", "--offset", "16",
        "--source-order",
        "F", "--order", "C", "--replace").succeeded();
    assertThat(Ran.mmap("cat", target, "--rows", "1:2").succeeded().out())
        .startsWith("[" + (bytes[17] & 255) + " " + (bytes[16 + 7] & 255));
  }

  @Test
  void toItself() throws IOException {
    Path source = random(ArraySpec.of(DType.INT32, 300, 400));
    Path copy = folder.resolve("copy.dat");
    Ran.mmap("convert", source, copy).succeeded();
    Ran.mmap("convert", copy, copy, "--order", "F", "--replace").succeeded();
    assertSame(source, copy);
  }

  @Test
  void aTargetThatIsReplacedStaysForThoseWhoHaveItOpen() throws IOException {
    Path source = random(ArraySpec.of(DType.INT8, 3));
    Path target = folder.resolve("target.dat");
    Ran.mmap("create", target, "--dtype", "int8", "--shape", "3", "--fill", "7").succeeded();
    try (StoredArray old = ArrayStores.open(target)) {
      Ran.mmap("convert", source, target, "--replace").succeeded();
      assertThat(old.view().getByte(0)).isEqualTo((byte) 7);
    }
    assertSame(source, target);
  }

  @Test
  void leavesNothingBehind() throws IOException {
    Path source = random(ArraySpec.of(DType.INT8, 3));
    Ran.mmap("convert", source, folder.resolve("target.dat")).succeeded();
    assertThat(FolderSnapshot.of(folder))
        .containsOnlyKeys("", "source.dat", "source_meta.json", "target.dat", "target_meta.json");
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAnythingIsWritten() {
    Path source = folder.resolve("source.dat");
    Ran.mmap("create", source, "--dtype", "f8", "--shape", "100000000000", "--sparse").succeeded();
    Path target = folder.resolve("target.dat");
    Ran ran = Ran.mmap("convert", source, target);
    assertThat(ran.err()).hasLineCount(1)
        .startsWith("mmap: " + target + ": needs 800000000000 bytes, and the disk has ");
    assertThat(FolderSnapshot.names(folder)).containsExactly("source.dat", "source_meta.json");
  }
}
