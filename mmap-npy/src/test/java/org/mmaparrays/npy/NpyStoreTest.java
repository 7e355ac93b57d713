package org.mmaparrays.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Recognition;
import org.mmaparrays.testkit.NumPy;

/** What the store adds to the rules of the conformance kit. */
class NpyStoreTest {
  private static final Path GOLDEN = Path.of("src", "test", "golden");

  @TempDir
  Path folder;

  @Test
  void recognisesTheMagicUnderAnyName() throws IOException {
    Path file = Files.copy(GOLDEN.resolve("bool.npy"), folder.resolve("x.dat"));
    assertThat(recognise(Candidate.read(file))).isEqualTo(Recognition.byContent());
  }

  @Test
  void recognisesTheNameOfNewAndOfBrokenFiles() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.NPY"), "text");
    assertThat(recognise(Candidate.read(broken))).isEqualTo(Recognition.byName());
    assertThat(recognise(Candidate.absent(folder.resolve("new.npy")))).isEqualTo(Recognition.byName());
  }

  @Test
  void declinesOtherFilesWithTheReason() throws IOException {
    Path other = Files.writeString(folder.resolve("other.npz"), "PK");
    assertThat(recognise(Candidate.read(other))).isEqualTo(Recognition.declined(
        "the name does not end in .npy and the file does not start with \\x93NUMPY"));
    assertThat(recognise(Candidate.absent(other)))
        .isEqualTo(Recognition.declined("the name does not end in .npy"));
  }

  private static Recognition recognise(Candidate candidate) {
    return new NpyStore().recognizes(candidate);
  }

  @Test
  void refusesAttributesAndSaysToDropThem() {
    ArraySpec spec = ArraySpec.of(DType.INT8, 3).withAttributes(Attributes.of(Map.of("unit", "m")));
    assertThatThrownBy(() -> ArrayStores.create(folder.resolve("a.npy"), spec))
        .isInstanceOf(UnsupportedArrayException.class)
        .hasMessageContaining("[unit]; drop them");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void elementsStartAtAMultipleOf64() throws IOException {
    try (StoredArray array = ArrayStores.create(folder.resolve("a.npy"), ArraySpec.of(DType.FLOAT64, 5, 4))) {
      assertThat(array.info().offset()).hasValue(128);
    }
  }

  @Test
  void theErrorAboutScalarsInAHeaderRepairsTheFile() throws IOException {
    Path file = Files.copy(GOLDEN.resolve("scalar-repr.npy"), folder.resolve("it's.npy"));
    ArrayFormatException fault =
        catchThrowableOfType(ArrayFormatException.class, () -> ArrayStores.open(file).close());
    assertThat(fault).isNotNull();
    assertThat(fault.found()).isEqualTo("np.True_");
    assertThat(fault.expected()).contains("numpy issue 28334");
    String remedy = fault.expected().substring(fault.expected().indexOf("import re;"));
    NumPy.require().run(remedy + "; print(np.load(sys.argv[1]))", file);
    try (StoredArray array = ArrayStores.open(file)) {
      assertThat(array.spec()).isEqualTo(ArraySpec.of(DType.FLOAT32, 2, 3).withOrder(MemoryOrder.F));
      assertThat(array.view().getFloat(1, 2)).isEqualTo(5f);
    }
    assertThat(ArrayStores.inspect(ArrayRef.of(file)).offset()).hasValue(128);
  }
}
