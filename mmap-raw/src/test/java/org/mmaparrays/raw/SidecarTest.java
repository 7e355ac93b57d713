package org.mmaparrays.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.model.UnsupportedArrayException;

/** What a sidecar may say, and what is answered to one that says something else. */
class SidecarTest {
  @TempDir
  Path folder;

  private Path data;
  private Path sidecar;

  @BeforeEach
  void dataOf24Bytes() throws IOException {
    data = Files.write(folder.resolve("data.dat"), new byte[24]);
    sidecar = folder.resolve("data_meta.json");
  }

  @Test
  void dtypeAndShapeAreEnough() throws IOException {
    Files.writeString(sidecar, "{\"dtype\": \"<f4\", \"shape\": [2, 3]}");
    assertThat(ArrayStores.inspect(ArrayRef.of(data)).spec()).isEqualTo(ArraySpec.of(DType.FLOAT32, 2, 3));
  }

  @Test
  void offsetCounts() throws IOException {
    Files.writeString(sidecar,
        "{\"dtype\": \"int16\", \"shape\": [2, 4], \"offset\": 8, \"order\": \"F\", \"byte_length\": 16}");
    assertThat(ArrayStores.inspect(ArrayRef.of(data)).offset()).hasValue(8);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("{\"dtype\": \"float32\", \"shape\": [2, 3]", "at byte"),
        Arguments.of("", "found nothing"),
        Arguments.of("[]", "not an object"),
        Arguments.of("{} {}", "expected valid JSON"),
        Arguments.of("{\"shape\": [2, 3]}", "no key 'dtype'"),
        Arguments.of("{\"dtype\": \"float32\"}", "no key 'shape'"),
        Arguments.of("{\"dtype\": 4, \"shape\": [2, 3]}", "'dtype': 4"),
        Arguments.of("{\"dtype\": \"float33\", \"shape\": [2, 3]}", "'dtype': \"float33\""),
        Arguments.of("{\"dtype\": \"float32\", \"shape\": 6}", "'shape': 6"),
        Arguments.of("{\"dtype\": \"float32\", \"shape\": [2, -3]}", "[2,-3]"),
        Arguments.of("{\"dtype\": \"float32\", \"shape\": [2.0, 3]}", "[2.0,3]"),
        Arguments.of("{\"dtype\": \"float32\", \"shape\": [\"2\", 3]}", "[\"2\",3]"),
        Arguments.of("{\"dtype\": \"float32\", \"shape\": [99999999999999999999]}", "integers from 0"),
        Arguments.of("{\"dtype\": \"float32\", \"shape\": [4294967296, 4294967296]}", "2**63"),
        Arguments.of("{\"dtype\": \"float32\", \"shape\": [2, 3], \"order\": \"A\"}", "'order': \"A\""),
        Arguments.of("{\"dtype\": \"float32\", \"shape\": [2, 3], \"order\": 1}", "'order': 1"),
        Arguments.of("{\"dtype\": \"float32\", \"shape\": [2, 3], \"offset\": -1}", "'offset': -1"),
        Arguments.of("{\"dtype\": \"float32\", \"shape\": [2, 3], \"offset\": \"0\"}", "'offset': \"0\""),
        Arguments.of("{\"dtype\": \"float32\", \"shape\": [2, 3], \"byte_length\": 25}", "'byte_length': 25"),
        Arguments.of("{\"dtype\": \"float32\", \"dtype\": \"int32\", \"shape\": [2, 3]}", "Duplicate"),
        Arguments.of("{\"dtype\": \"float32\", \"shape\": [2, 4]}", "8 missing"),
        Arguments.of("{\"dtype\": \"float32\", \"shape\": [2, 2]}", "8 too many"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void saysWhatIsWrong(String json, String expected) throws IOException {
    Files.writeString(sidecar, json);
    assertThatThrownBy(() -> ArrayStores.open(data)).isInstanceOf(ArrayFormatException.class)
        .hasMessageContaining(folder.toString()).hasMessageContaining(expected)
        .satisfies(fault -> assertThat(fault.getMessage()).doesNotContain("\n"));
  }

  static Stream<Arguments> unsupported() {
    return Stream.of(
        Arguments.of("{\"dtype\": \"S5\", \"shape\": [2, 3]}", "byte strings"),
        Arguments.of("{\"dtype\": \"object\", \"shape\": [2, 3]}", "object"),
        Arguments.of("{\"dtype\": \"float32\", \"shape\": [2, 3], \"format_version\": 2}",
            "format_version 2 is newer"));
  }

  @ParameterizedTest
  @MethodSource("unsupported")
  void saysWhatIsNotSupported(String json, String expected) throws IOException {
    Files.writeString(sidecar, json);
    assertThatThrownBy(() -> ArrayStores.open(data)).isInstanceOf(IOException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void withoutSidecarSaysHowToDeclare() {
    assertThatThrownBy(() -> ArrayStores.open(data)).isInstanceOf(ArrayFormatException.class)
        .hasMessageContaining("data_meta.json").hasMessageContaining("--dtype and --shape");
  }

  @Test
  void headerlessFilesOpenAsDeclared() throws IOException {
    try (StoredArray array =
        ArrayStores.opener(ArrayRef.of(data)).layout(ArraySpec.of(DType.INT64, 2), 8).open()) {
      assertThat(array.spec().shape().elementCount()).isEqualTo(2);
    }
  }

  @Test
  void declarationsMustAgreeWithTheSidecar() throws IOException {
    Files.writeString(sidecar, "{\"dtype\": \"float32\", \"shape\": [2, 3]}");
    ArrayRef ref = ArrayRef.of(data);
    ArrayStores.opener(ref).layout(ArraySpec.of(DType.FLOAT32, 2, 3), 0).open().close();
    assertThatThrownBy(() -> ArrayStores.opener(ref).layout(ArraySpec.of(DType.INT32, 2, 3), 0).open())
        .isInstanceOf(SpecMismatchException.class).hasMessageContaining("int32")
        .hasMessageContaining("float32");
  }

  @Test
  void aDTypeInTheNameMustBeTrue() throws IOException {
    Path named = Files.move(data, folder.resolve("data_float32.dat"));
    Files.writeString(folder.resolve("data_float32_meta.json"), "{\"dtype\": \"int32\", \"shape\": [2, 3]}");
    assertThatThrownBy(() -> ArrayStores.open(named)).isInstanceOf(UnsupportedArrayException.class)
        .hasMessageContaining("name says float32").hasMessageContaining("int32");
    assertThatThrownBy(() -> ArrayStores.create(folder.resolve("x.int8.dat"), ArraySpec.of(DType.UINT8, 2)))
        .isInstanceOf(UnsupportedArrayException.class).hasMessageContaining("name says int8");
    ArrayStores.create(folder.resolve("x.uint8.dat"), ArraySpec.of(DType.UINT8, 2)).close();
    ArrayStores.create(folder.resolve("int8-to-uint8.dat"), ArraySpec.of(DType.BOOL, 2)).close();
  }

  @Test
  void attributesCannotTakeTheSidecarsOwnKeys() {
    ArraySpec spec = ArraySpec.of(DType.INT8, 2).withAttributes(Attributes.of(Map.of("shape", "round")));
    assertThatThrownBy(() -> ArrayStores.create(folder.resolve("y.dat"), spec))
        .isInstanceOf(UnsupportedArrayException.class)
        .hasMessageContaining("'shape'");
  }

  @Test
  void replacingReplacesTheSidecarToo() throws IOException {
    Files.writeString(sidecar, "{\"dtype\": \"float32\", \"shape\": [2, 3], \"old\": true}");
    ArrayStores.create(ArrayRef.of(data), ArraySpec.of(DType.INT8, 5), OpenMode.CREATE).close();
    assertThat(ArrayStores.inspect(ArrayRef.of(data)).spec()).isEqualTo(ArraySpec.of(DType.INT8, 5));
  }

  @Test
  void aNewArrayDoesNotTakeOverAnOrphanedSidecar() throws IOException {
    Files.writeString(sidecar, "{\"dtype\": \"float32\", \"shape\": [2, 3]}");
    Files.delete(data);
    assertThatThrownBy(() -> ArrayStores.create(data, ArraySpec.of(DType.INT8, 5)))
        .hasMessageContaining("data_meta.json")
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void filesOfOtherExtensionsDoNotShareASidecar() throws IOException {
    Files.writeString(sidecar, "{\"dtype\": \"float32\", \"shape\": [2, 3]}");
    Path other = Files.write(folder.resolve("data.bin"), new byte[24]);
    assertThatThrownBy(() -> ArrayStores.open(other)).isInstanceOf(UnsupportedArrayException.class)
        .hasMessageContaining("data.bin_meta.json");
    ArrayStores.creator(ArrayRef.of(other)).store(new RawStore())
        .create(ArraySpec.of(DType.INT8, 5), OpenMode.CREATE)
        .close();
    assertThat(ArrayStores.inspect(ArrayRef.of(data)).spec()).isEqualTo(ArraySpec.of(DType.FLOAT32, 2, 3));
    assertThat(ArrayStores.inspect(ArrayRef.of(other)).spec()).isEqualTo(ArraySpec.of(DType.INT8, 5));
  }

  @Test
  void aFolderInPlaceOfTheSidecarIsRefused() throws IOException {
    Files.createDirectory(sidecar);
    assertThatThrownBy(() -> ArrayStores.open(data)).isInstanceOf(ArrayFormatException.class)
        .hasMessageContaining("folder");
  }

  @Test
  void aSidecarThatAppearsMeanwhileIsNotReplacedAndNothingIsLeft() throws IOException {
    Files.delete(data);
    try (ArrayDraft draft =
        ArrayStores.draft(ArrayRef.of(data), ArraySpec.of(DType.INT8, 5), OpenMode.CREATE_NEW)) {
      Files.writeString(sidecar, "somebody else's");
      assertThatThrownBy(draft::publish).isInstanceOf(FileAlreadyExistsException.class);
    }
    assertThat(sidecar).hasContent("somebody else's");
    assertThat(data).doesNotExist();
  }

  @Test
  void aReplacementThatFailsLeavesTheOldArray() throws IOException {
    Files.writeString(sidecar, "{\"dtype\": \"float32\", \"shape\": [2, 3]}");
    try (ArrayDraft draft =
        ArrayStores.draft(ArrayRef.of(data), ArraySpec.of(DType.INT8, 5), OpenMode.CREATE)) {
      Files.delete(draft.temporaryRef().file());
      assertThatThrownBy(draft::publish).isInstanceOf(StorageFaultException.class);
    }
    assertThat(ArrayStores.inspect(ArrayRef.of(data)).spec()).isEqualTo(ArraySpec.of(DType.FLOAT32, 2, 3));
    assertThat(folder).isDirectoryNotContaining("glob:**.new-*");
  }

  @Test
  void theByteThatNumPyLeavesInPlaceOfNoElementsIsNotOneTooMany() throws IOException {
    Files.writeString(sidecar, "{\"dtype\": \"float32\", \"shape\": [0, 4]}");
    for (int length = 0; length < 3; length++) {
      Files.write(data, new byte[length]);
      if (length < 2) {
        assertThat(ArrayStores.inspect(ArrayRef.of(data)).byteLength()).isZero();
      } else {
        assertThatThrownBy(() -> ArrayStores.open(data)).hasMessageContaining("2 too many");
      }
    }
  }
}
