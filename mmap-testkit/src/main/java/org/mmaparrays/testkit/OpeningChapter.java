package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.DeclaredLayout;
import org.mmaparrays.spi.Storage;

/** The rules of opening: arrays that it finds, files that it refuses; and it changes nothing. */
abstract class OpeningChapter extends DiscoveryChapter {
  OpeningChapter() {}

  /** OPEN-1: the spec of each golden file is exactly the known one. */
  @Rule("OPEN-1")
  final void open1_specIsExact() throws IOException {
    for (Golden golden : goldens()) {
      try (StoredArray array = opener(copyOf(golden)).open()) {
        assertThat(array.spec()).as("spec of %s", golden).isEqualTo(golden.spec());
      }
    }
  }

  /** OPEN-2: opening, reading and closing changes no file and leaves none behind. */
  @Rule("OPEN-2")
  final void open2_readingChangesNothing() throws IOException {
    Path file = copyOf(golden());
    Map<String, String> before = contents();
    try (StoredArray array = opener(file).open()) {
      array.load();
    }
    assertThat(contents()).isEqualTo(before);
  }

  /** OPEN-3: an array of another element type than expected is refused, naming both. */
  @Rule("OPEN-3")
  final void open3_expectedDTypeIsChecked() throws IOException {
    Path file = copyOf(golden());
    DType right = golden().spec().dtype();
    DType wrong = right.equals(DType.INT16) ? DType.FLOAT64 : DType.INT16;
    opener(file).expect(right).open().close();
    assertThatThrownBy(() -> opener(file).expect(wrong).open())
        .isInstanceOf(SpecMismatchException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(wrong.toString())
        .hasMessageContaining(right.toString());
  }

  /** OPEN-4: an array of another shape than expected is refused, naming both. */
  @Rule("OPEN-4")
  final void open4_expectedShapeIsChecked() throws IOException {
    Path file = copyOf(golden());
    ArraySpec right = golden().spec();
    ArraySpec wrong = ArraySpec.of(right.dtype(), right.shape().elementCount(), 1, 1, 1, 7);
    opener(file).expect(right).open().close();
    assertThatThrownBy(() -> opener(file).expect(wrong).open())
        .isInstanceOf(SpecMismatchException.class)
        .hasMessageContaining(wrong.shape().toString())
        .hasMessageContaining(right.shape().toString());
  }

  /** OPEN-5: inspecting tells the same as opening. */
  @Rule("OPEN-5")
  final void open5_inspectAgreesWithOpen() throws IOException {
    Path file = copyOf(golden());
    ArrayInfo inspected = opener(file).inspect();
    try (StoredArray array = opener(file).open()) {
      assertThat(array.info()).isEqualTo(inspected);
    }
    assertThat(inspected.byteLength()).isEqualTo(golden().spec().byteSize());
  }

  /** OPEN-6: a missing file is a NoSuchFileException, in every mode, and is not created. */
  @Rule("OPEN-6")
  final void open6_missingFile() {
    for (OpenMode mode : new OpenMode[] {OpenMode.READ, OpenMode.READ_WRITE, OpenMode.COPY_ON_WRITE}) {
      assertThatThrownBy(() -> opener(newFile()).open(mode)).isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining("create");
    }
    assertThat(contents()).isEmpty();
  }

  /** OPEN-7: an empty file is an ArrayFormatException. */
  @Rule("OPEN-7")
  final void open7_emptyFile() throws IOException {
    Path file = copyOf(golden());
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> opener(file).open()).isInstanceOf(ArrayFormatException.class)
        .hasMessageContaining(file.toString());
  }

  /** OPEN-8: a folder is a FileSystemException. */
  @Rule("OPEN-8")
  final void open8_folder() {
    assertThatThrownBy(() -> opener(folder).open()).isInstanceOf(FileSystemException.class)
        .hasMessageContaining("folder");
  }

  /** OPEN-9: where files hold one array, a member is an UnsupportedArrayException. */
  @Rule(value = "OPEN-9", lacks = Capability.MEMBERS)
  final void open9_noMembers() throws IOException {
    ArrayRef member = ArrayRef.of(copyOf(golden()), "some/member");
    assertThatThrownBy(() -> ArrayStores.opener(member).store(store()).open())
        .isInstanceOf(UnsupportedArrayException.class)
        .hasMessageContaining("some/member");
  }

  /** OPEN-10: where layouts can be declared, a file without description opens as declared. */
  @Rule(value = "OPEN-10", needs = Capability.DECLARED_LAYOUT)
  final void open10_declaredLayout() throws IOException {
    byte[] bytes = randomBytes(16 + 60);
    Path file = Files.write(folder.resolve("headerless"), bytes);
    try (StoredArray array = opener(file).layout(ArraySpec.of(DType.INT8, 3, 4, 5), 16).open()) {
      Indices.assertElements(array.view(), position -> bytes[16 + (int) position]);
    }
  }

  /** OPEN-11: where files describe themselves, a declared layout is an UnsupportedArrayException. */
  @Rule(value = "OPEN-11", lacks = Capability.DECLARED_LAYOUT)
  final void open11_noDeclaredLayout() throws IOException {
    Path file = copyOf(golden());
    assertThatThrownBy(() -> opener(file).layout(golden().spec(), 0).open())
        .isInstanceOf(UnsupportedArrayException.class);
  }

  /** OPEN-12: a declared layout that the file contradicts is a SpecMismatchException. */
  @Rule(value = "OPEN-12", needs = Capability.DECLARED_LAYOUT)
  final void open12_contradictedLayout() throws IOException {
    ArrayRef ref = ArrayRef.of(copyOf(golden()));
    DeclaredLayout wrong = new DeclaredLayout(ArraySpec.of(DType.INT8, 1, 1, 1, 1), 0);
    assertThatThrownBy(() -> store().locate(ref, companionsOf(ref.file()), wrong))
        .isInstanceOf(SpecMismatchException.class);
  }

  /** OPEN-13: the elements that the store locates lie inside the file, and end it where the store says so. */
  @Rule("OPEN-13")
  final void open13_locatesInsideTheFile() throws IOException {
    for (Golden golden : goldens()) {
      Path file = copyOf(golden);
      switch (locate(file)) {
        case Storage.Contiguous contiguous -> {
          long end = contiguous.offset() + contiguous.spec().byteSize();
          assertThat(contiguous.offset()).isNotNegative();
          assertThat(Files.size(contiguous.file()) - end).as("bytes behind the elements").satisfies(
              behind -> assertThat(behind).isBetween(0L, contiguous.endsFile() ? 0L : Long.MAX_VALUE));
        }
        case Storage.Decoded decoded -> throw new AssertionError(
            file + " is stored as " + decoded.encoding() + ": it belongs to the goldens that are decoded");
      }
    }
  }
}
