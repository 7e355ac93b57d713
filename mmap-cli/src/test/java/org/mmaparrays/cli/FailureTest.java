package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to fail that a user meets: one line, the exit code, and nothing created or changed. */
@SuppressWarnings("NullAway.Init") // set before each test
class FailureTest {
  @TempDir
  private Path folder;

  private Map<String, String> before;

  @BeforeEach
  void makeFiles() throws IOException {
    Ran.mmap("create", file("good.dat"), "--dtype", "float32", "--shape", "3,4", "--fill", "1").succeeded();
    Files.write(file("raw.bin"), new byte[48]);
    before = FolderSnapshot.of(folder);
  }

  @AfterEach
  void nothingHasChanged() {
    assertThat(FolderSnapshot.of(folder)).isEqualTo(before);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private Path broken(String sidecar, int bytes) throws IOException {
    Files.write(file("broken.dat"), new byte[bytes]);
    Files.writeString(file("broken_meta.json"), sidecar);
    before = FolderSnapshot.of(folder);
    return file("broken.dat");
  }

  @ParameterizedTest
  @ValueSource(strings = {"info", "cat", "verify"})
  void missingFile(String command) {
    Path missing = file("missing.dat");
    Ran.mmap(command, missing).failed(missing, "there is no such file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"info", "cat", "verify"})
  void directory(String command) {
    Ran.mmap(command, folder).failed(folder, "is a folder; name an array file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"info", "cat", "verify"})
  void emptyFile(String command) throws IOException {
    Path empty = broken("{\"dtype\": \"<f4\", \"shape\": [3, 4]}", 0);
    Ran.mmap(command, empty)
        .failed(empty, "found an empty file (0 bytes)", "48 bytes for float32 (3, 4) order C");
  }

  @Test
  void unreadableFile() {
    Path good = file("good.dat");
    try {
      assertThat(good.toFile().setReadable(false, false)).isTrue();
      assumeFalse(Files.isReadable(good), "the superuser may read everything");
      Ran.mmap("info", good).failed(good, "no permission to read");
    } finally {
      assertThat(good.toFile().setReadable(true)).isTrue();
    }
  }

  @Test
  void fileThatTheSystemMakesUp() {
    Path memory = Path.of("/proc/self/mem");
    assumeFalse(!Files.exists(memory), "only where there is a /proc");
    Ran.mmap("info", memory, "--dtype", "uint8", "--shape", "1").failed(memory,
        "is made up by the system when it is read", "copy ");
  }

  @Test
  void unknownExtension() {
    Ran.mmap("info", file("raw.bin")).failed(
        file("raw.bin"),
        "no installed store takes this file: ",
        "raw (the name does not end in .dat and there is no raw.bin_meta.json beside it)");
  }

  @Test
  void unknownExtensionOfNewFile() {
    Ran.mmap("create", file("new.bin"), "--dtype", "f4", "--shape", "3").failed(
        file("new.bin"), "no installed store takes this name: ",
        "; choose another name, or the store (--store, or ArrayCreator.store)\n");
  }

  @Test
  void rawFileWithoutSidecar() throws IOException {
    Files.delete(file("good_meta.json"));
    before = FolderSnapshot.of(folder);
    Ran.mmap("info", file("good.dat")).failed(
        file("good.dat"), "no sidecar good_meta.json beside it", "declare both (--dtype and --shape");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      { nonsense                               | at byte 2: found Unexpected character
      [1, 2]                                   | found JSON that is not an object; expected an object with dtype
      ''                                       | found nothing; expected an object with dtype and shape
      {"shape": [3, 4]}                        | found no key 'dtype'; expected a NumPy name
      {"dtype": "<f4"}                         | found no key 'shape'; expected a list of axis lengths
      {"dtype": 4, "shape": [3, 4]}            | found 'dtype': 4; expected text
      {"dtype": "<f4", "shape": "3, 4"}        | found 'shape': "3, 4"; expected a list of axis lengths
      {"dtype": "<f4", "shape": [3, -4]}       | found 'shape': [3,-4]; expected a list of axis lengths
      {"dtype": "<f4", "shape": [9999999999, 9999999999]} | has more elements than 2**63 - 1
      {"dtype": "<f4", "shape": [3, 4], "offset": "0"}    | found 'offset': "0"; expected an integer from 0
      {"dtype": "<f4", "shape": [3, 4], "byte_length": 4} | found 'byte_length': 4; expected 48
      {"dtype": "<U4", "shape": [3, 4]}        | holds Unicode strings, which are not supported
      """)
  void badSidecar(String sidecar, String fault) throws IOException {
    Path broken = broken(sidecar, 48);
    Ran.mmap("cat", broken).failed(file("broken_meta.json"), fault);
  }

  @ParameterizedTest
  @CsvSource({
      "47, 1 missing; the file was truncated",
      "49, 1 too many; the file was appended to"
  })
  void sizeThatContradictsTheSidecar(int bytes, String fault) throws IOException {
    Path broken = broken("{\"dtype\": \"<f4\", \"shape\": [3, 4]}", bytes);
    for (String command : new String[] {"info", "cat", "verify"}) {
      Ran.mmap(command, broken).failed(
          broken, "found " + bytes + " bytes; expected 48 bytes for float32 (3, 4) order C: " + fault);
    }
  }

  @Test
  void dtypeInTheNameThatContradicts() throws IOException {
    Path named = file("data_float64.dat");
    Files.copy(file("good.dat"), named);
    Files.copy(file("good_meta.json"), file("data_float64_meta.json"));
    before = FolderSnapshot.of(folder);
    Ran.mmap("info", named).failed(named, "the file name says float64, the array is float32");
    Ran.mmap("create", file("new_int8.dat"), "--dtype", "f4", "--shape", "3")
        .failed(file("new_int8.dat"), "the file name says int8, the array is float32");
  }

  @Test
  void shapeOverflow() {
    Ran.mmap("create", file("new.dat"), "--dtype", "f4", "--shape", "9999999999,9999999999").misused(
        "--shape: shape (9999999999, 9999999999) has more elements than 2**63 - 1;"
            + " see mmap create --help");
    Ran.mmap("create", file("new.dat"), "--dtype", "f8", "--shape", "2000000000000000000").misused(
        "float64 (2000000000000000000,) has more bytes than 2**63 - 1; see mmap create --help");
    Ran.mmap("info", file("raw.bin"), "--dtype", "f8", "--shape", "2000000000000000000").misused(
        "float64 (2000000000000000000,) has more bytes than 2**63 - 1; see mmap info --help");
    Ran.mmap("create", file("new.dat"), "--dtype", "f8", "--shape", "99999999999999999999").misused(
        "--shape: '99999999999999999999' has an axis longer than 2**63 - 1;"
            + " see mmap create --help");
  }

  @Test
  void targetExists() {
    Path good = file("good.dat");
    Ran.mmap("create", good, "--dtype", "int8", "--shape", "3")
        .failed(good + ": exists already; choose another name, or add --replace");
    Ran.mmap("convert", good, good).failed(good + ": exists already; choose another name, or add --replace");
  }

  @Test
  void sidecarOfTargetExists() throws IOException {
    Files.move(file("good.dat"), file("moved.bin"));
    before = FolderSnapshot.of(folder);
    Ran.mmap("create", file("good.dat"), "--dtype", "int8", "--shape", "3")
        .failed(file("good_meta.json") + ": exists already; choose another name, or add --replace");
  }

  @Test
  void targetFolderMissing() {
    Path target = folder.resolve("nowhere").resolve("new.dat");
    for (Ran ran : new Ran[] {
        Ran.mmap("create", target, "--dtype", "int8", "--shape", "3"),
        Ran.mmap("convert", file("good.dat"), target)}) {
      ran.failed(target, "the folder " + target.getParent() + " does not exist; create it first");
    }
  }

  @Test
  void targetIsNoPlainFile() throws IOException {
    Path folderTarget = Files.createDirectory(file("folder.dat"));
    before = FolderSnapshot.of(folder);
    Ran.mmap("create", folderTarget, "--dtype", "int8", "--shape", "3", "--replace")
        .failed(folderTarget, "is a folder; name an array file");
    Ran.mmap("convert", file("good.dat"), "/dev/null", "--store", "raw", "--replace")
        .failed(Path.of("/dev/null"), "is a pipe or a device");
  }

  @Test
  void memberOfAFileThatHasNone() {
    Ran.mmap("info", file("good.dat") + "#x").failed(file("good.dat"), "has no member 'x'");
    Ran.mmap("create", file("new.dat") + "#x", "--dtype", "f4", "--shape", "3")
        .failed(file("new.dat"), "has no member 'x'");
  }

  @Test
  void sourceOfConvertIsBroken() throws IOException {
    Path broken = broken("{\"dtype\": \"<f4\", \"shape\": [3, 4]}", 47);
    Ran.mmap("convert", broken, file("new.dat")).failed(broken, "found 47 bytes");
    Ran.mmap("convert", file("missing.dat"), file("new.dat")).failed(file("missing.dat"),
        "there is no such file");
  }

  @Test
  void fillThatTheTypeDoesNotHave() {
    for (String value : new String[] {"256", "-1", "1.5", "true", "NaN", "abc", "1+2j", ""}) {
      Ran.mmap("create", file("new.dat"), "--dtype", "uint8", "--shape", "3", "--fill", value)
          .misused("'" + value + "' is not a value of uint8; see mmap create --help");
    }
    Ran.mmap("create", file("new.dat"), "--dtype", "float32", "--shape", "3", "--fill", "1e39")
        .misused("'1e39' is not a value of float32; see mmap create --help");
    Ran.mmap("create", file("new.dat"), "--dtype", "float16", "--shape", "3", "--fill", "65520")
        .misused("'65520' is not a value of float16; see mmap create --help");
  }

  @Test
  void regionOutOfBounds() {
    Path good = file("good.dat");
    for (String rows : new String[] {"0:4", "4:", "-4:", ":-4", "2:1", "3:-2"}) {
      Ran.mmap("cat", good, "--rows", rows).failed(
          good + ": rows " + rows + " are outside shape (3, 4); choose within 0:3, in ascending order");
    }
  }

  @Test
  void declaredLayoutThatContradicts() {
    Ran.mmap("info", file("raw.bin"), "--dtype", "f8", "--shape", "3,4").failed(
        file("raw.bin"), "found 48 bytes; expected 96 bytes for float64 (3, 4) order C: 48 missing");
    Ran.mmap("info", file("good.dat"), "--dtype", "i4", "--shape", "3,4").failed(
        file("good.dat"), "expected int32 (3, 4) order C", "found float32 (3, 4) order C", "good_meta.json");
  }

  @Test
  void nameWithLineBreak() {
    Ran ran = Ran.mmap("info", file("two\nlines.dat"));
    assertThat(ran.err()).startsWith("mmap: " + folder + "/two\\nlines.dat: ").hasLineCount(1);
  }
}
