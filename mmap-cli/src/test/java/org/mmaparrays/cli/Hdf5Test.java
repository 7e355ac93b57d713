package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays in HDF5 files, mapped and decoded, and the list of those that a file holds. */
class Hdf5Test {
  @TempDir
  private Path folder;

  /** A file that h5py made ({@code make.py} of the HDF5 store's golden files). */
  private Path golden(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream content = Objects.requireNonNull(Hdf5Test.class.getResourceAsStream("/hdf5/" + name))) {
      Files.copy(content, file);
    }
    return file;
  }

  private Path create(String file, String... members) {
    for (String member : members) {
      Ran.mmap("create", folder.resolve(file) + "#" + member, "--dtype", "int16", "--shape", "2,3", "--fill",
          "7")
          .succeeded();
    }
    return folder.resolve(file);
  }

  @Test
  void infoOfWhatIsMappedAndWhatIsDecoded() throws IOException {
    Path mapped = golden("float32.h5");
    assertThat(Ran.mmap("info", mapped).succeeded().out()).startsWith(mapped + "\n  store     hdf5\n")
        .contains("  shape     (4, 3)\n", "  offset    2048\n", "  mapped    yes\n");
    Path decoded = golden("gzip.h5");
    assertThat(Ran.mmap("info", decoded + "#/data").succeeded().out())
        .contains("  mapped    no, decoded: chunks of (6, 2), shuffle, gzip\n")
        .doesNotContain("offset");
    JsonNode json = Ran.mmap("info", "--json", decoded).succeeded().json();
    assertThat(json.path("mapped").booleanValue()).isFalse();
    assertThat(json.path("encoding").textValue()).isEqualTo("chunks of (6, 2), shuffle, gzip");
    assertThat(json.has("offset")).isFalse();
  }

  @Test
  void lsNamesEachWithHowItIsStored() throws IOException {
    Path file = create("several.h5", "/b/c", "/a");
    assertThat(Ran.mmap("ls", file).succeeded().out().lines()).satisfiesExactly(
        line -> assertThat(line).matches("\\Q" + file + "\\E#/a    int16  \\(2, 3\\)  mapped at byte \\d+"),
        line -> assertThat(line).matches("\\Q" + file + "\\E#/b/c  int16  \\(2, 3\\)  mapped at byte \\d+"));
    assertThat(Ran.mmap("ls", golden("gzip.h5")).succeeded().out())
        .isEqualTo(folder.resolve("gzip.h5")
            + "#/data  float32  (20, 3)  decoded: chunks of (6, 2), shuffle, gzip\n");
    assertThat(Ran.mmap("ls", file, "--json").succeeded().json().findValuesAsText("ref"))
        .containsExactly(file + "#/a", file + "#/b/c");
  }

  @Test
  void lsOfAGroup() {
    Path file = create("groups.h5", "/b/c", "/b/d/e", "/bc");
    for (String group : new String[] {"/b", "b", "/b/"}) {
      assertThat(Ran.mmap("ls", file + "#" + group, "--json").succeeded().json().findValuesAsText("ref"))
          .containsExactly(file + "#/b/c", file + "#/b/d/e");
    }
    Ran.mmap("ls", file + "#/x").failed(
        file + "#/x: there is no such array, or none in such a group; mmap ls " + file + " lists all");
  }

  @Test
  void severalArraysAreNotReplacedByOne() {
    Path file = create("several.h5", "/a", "/b");
    Ran.mmap("create", file, "--dtype", "int8", "--shape", "3", "--replace").failed(
        file + ": holds 2 arrays, which would all be lost; name the one to replace, as in " + file
            + "#/a, or remove the file first");
    assertThat(Ran.mmap("ls", file).succeeded().out()).hasLineCount(2);
  }

  @Test
  void lsOfOtherFormats() {
    Path file = folder.resolve("a.npy");
    Ran.mmap("create", file, "--dtype", "uint8", "--shape", "5").succeeded();
    assertThat(Ran.mmap("ls", file).succeeded().out())
        .isEqualTo(file + "  uint8  (5,)  mapped at byte 128\n");
    Ran.mmap("ls", folder.resolve("b.npy")).failed(folder.resolve("b.npy"), "there is no such file");
  }

  @Test
  void oneThatIsRefusedHidesNoOther() throws IOException {
    Path file = create("damaged.h5", "/first", "/second");
    byte[] bytes = Files.readAllBytes(file);
    int elements = Ran.mmap("info", file + "#/first", "--json").succeeded().json().path("offset").intValue();
    // Before them lie its header, and that of the group as it was before there was a second.
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    for (int at = text.indexOf("OHDR"); at >= 0 && at < elements; at = text.indexOf("OHDR", at + 1)) {
      bytes[at + 30] ^= 1;
    }
    Files.write(file, bytes);
    String[] lines = Ran.mmap("ls", file).succeeded().out().split("\n");
    assertThat(lines).hasSize(2);
    assertThat(lines).filteredOn(line -> line.contains("mapped at byte")).hasSize(1);
    assertThat(lines).filteredOn(line -> line.matches(".*#/first +- +- +refused: .*")).hasSize(1)
        .allMatch(line -> line.indexOf(file.toString()) == line.lastIndexOf(file.toString()));
    JsonNode list = Ran.mmap("ls", "--json", file).succeeded().json();
    assertThat(list.findValuesAsText("refused")).hasSize(1);
    assertThat(list).hasSize(2);
  }

  @Test
  void namesThatATerminalWouldObeyArePrintedInOneLine() {
    Path file = create("odd.h5", "/red\u001b[31m\nand more");
    assertThat(Ran.mmap("ls", file).succeeded().out())
        .startsWith(file + "#/red\\u001B[31m\\nand more  int16").hasLineCount(1);
    assertThat(Ran.mmap("info", file).succeeded().out()).doesNotContain("\u001b");
  }

  @Test
  void decodedArraysArePrintedVerifiedAndCounted() throws IOException {
    Path file = golden("gzip.h5");
    assertThat(Ran.mmap("cat", file, "--rows", "1:3").succeeded().out())
        .isEqualTo("0.42857143 0.5714286 0.71428573\n0.85714287 1.0 1.1428572\n");
    assertThat(Ran.mmap("verify", file).succeeded().out())
        .contains("  elements  ok, 60 read, 0 NaN, 0 infinite\n");
    JsonNode stats = Ran.mmap("stats", file, "--json").succeeded().json();
    assertThat(stats.findValue("max").floatValue()).isEqualTo(59 / 7f);
  }

  @Test
  void convertsToAndFromTheOtherFormatsWithAttributes() throws IOException {
    Path file = golden("attributes.h5");
    Path raw = folder.resolve("there.dat");
    Path back = folder.resolve("back.h5");
    Ran.mmap("convert", file, raw).succeeded();
    assertThat(Ran.mmap("info", raw, "--json").succeeded().json().path("attributes").toString())
        .isEqualTo("{\"counts\":[1,2,3],\"scale\":0.5,\"unit\":\"mm\"}");
    Ran.mmap("convert", raw, back + "#/g/d").succeeded();
    assertThat(Ran.mmap("info", back, "--json").succeeded().json().path("attributes"))
        .isEqualTo(Ran.mmap("info", file, "--json").succeeded().json().path("attributes"));
    Ran.mmap("convert", golden("lzf.h5"), folder.resolve("lzf.npy")).succeeded();
    assertThat(Ran.mmap("cat", folder.resolve("lzf.npy")).succeeded().out())
        .isEqualTo(Ran.mmap("cat", folder.resolve("lzf.h5")).succeeded().out());
  }

  @Test
  void aMemberThatIsNotThereIsNamedWithThoseThatAre() {
    Path file = create("several.h5", "/a", "/b");
    Ran.mmap("cat", file + "#/c").failed(file, "/c");
    assertThat(Ran.mmap("cat", file).err())
        .isEqualTo(
            "mmap: " + file + ": has several datasets; name one, as in " + file + "#/a; it has /a, /b\n");
    Ran.mmap("create", file + "#/a", "--dtype", "int8", "--shape", "3")
        .failed(file + "#/a: exists already; choose another name, or add --replace");
  }
}
