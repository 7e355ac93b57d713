package org.mmaparrays.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;

/** This library and the HDF5 library heed each other's locks: who writes a file through that one is alone in it. */
class LibraryLockTest {
  private static final ArraySpec SPEC = ArraySpec.of(DType.INT32, 100, 10);

  private static final String OPEN = """
      try:
          f = h5py.File(sys.argv[1], sys.argv[2])
          print('open', flush=True)
          sys.stdin.readline()
          f.close()
          print('closed', flush=True)
          sys.stdin.readline()
      except OSError as e:
          print('refused', flush=True)
      """;

  @TempDir
  Path folder;

  private Path file;

  /** A process that has the file open through h5py. */
  private record Other(Process process, BufferedReader lines) implements AutoCloseable {
    static Other open(Path file, String mode) throws IOException {
      Process process = H5py.start(OPEN, file, mode);
      return new Other(process, process.inputReader());
    }

    String says() throws IOException {
      return lines.readLine();
    }

    void closeFile() throws IOException {
      process.outputWriter().write("\n");
      process.outputWriter().flush();
      assertThat(says()).isEqualTo("closed");
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @BeforeEach
  void needNativeAccess() {
    assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
    assumeThat(ArrayStores.class.getModule().isNativeAccessEnabled()).as("native access").isTrue();
    assumeThat(System.getenv("HDF5_USE_FILE_LOCKING")).isNull();
  }

  @BeforeEach
  void make() throws IOException {
    file = folder.resolve("a.h5");
    H5py.run("""
        with h5py.File(sys.argv[1], 'w', libver='latest') as f:
            f['a'] = np.full((100, 10), 1, 'i4')
            f.create_dataset('chunked', data=np.arange(100), chunks=(10,))
        """, file);
  }

  private ArrayRef ref(String member) {
    return ArrayRef.of(file, member);
  }

  private String asks(String mode) throws IOException {
    try (Other other = Other.open(file, mode)) {
      String said = other.says();
      if (said.equals("open")) {
        other.closeFile();
      }
      return said;
    }
  }

  @Test
  void whileItIsWrittenThereNobodyIsLetIn() throws IOException {
    try (Other other = Other.open(file, "r+")) {
      assertThat(other.says()).isEqualTo("open");
      byte[] before = Files.readAllBytes(file);
      for (OpenMode mode : List.of(OpenMode.READ, OpenMode.READ_WRITE, OpenMode.COPY_ON_WRITE)) {
        assertThatThrownBy(() -> ArrayStores.open(ref("/a"), mode)).isInstanceOf(ArrayLockedException.class)
            .hasMessageContaining(file.toString()).hasMessageContaining("another program")
            .hasMessageContaining("close it there");
      }
      assertThatThrownBy(() -> ArrayStores.open(ref("/chunked"), OpenMode.READ))
          .isInstanceOf(ArrayLockedException.class);
      assertThatThrownBy(() -> ArrayStores.inspect(ref("/a"))).isInstanceOf(ArrayLockedException.class);
      assertThatThrownBy(() -> ArrayStores.list(file)).isInstanceOf(ArrayLockedException.class);
      for (ArrayRef target : List.of(ref("/b"), ref("/a"), ArrayRef.of(file))) {
        assertThatThrownBy(() -> ArrayStores.create(target, SPEC, OpenMode.CREATE))
            .isInstanceOf(ArrayLockedException.class);
      }
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
      other.closeFile();
      ArrayStores.open(ref("/a"), OpenMode.READ_WRITE).close();
      ArrayStores.create(ref("/b"), SPEC, OpenMode.CREATE).close();
    }
  }

  /** As in the HDF5 library, a variable of the environment switches locks off; a program of its own has another environment. */
  @ParameterizedTest
  @CsvSource({"FALSE, opened", "0, opened", "TRUE, ArrayLockedException",
      "BEST_EFFORT, ArrayLockedException"})
  void theVariableOfTheLibrarySwitchesLocksOff(String setting, String outcome) throws Exception {
    // The oldest form: newer ones have a flag too, which says that the file is being written.
    H5py.run("h5py.File(sys.argv[1], 'w', libver='earliest').create_dataset('a', data=[1])", file);
    try (Other other = Other.open(file, "r+")) {
      assertThat(other.says()).isEqualTo("open");
      ProcessBuilder opener =
          new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
              Opener.class.getName(), ref("/a").toString()).redirectErrorStream(true);
      opener.environment().put("HDF5_USE_FILE_LOCKING", setting);
      Process process = opener.start();
      assertThat(process.inputReader().readAllLines()).containsExactly(outcome);
      assertThat(process.waitFor()).isZero();
    }
  }

  /** A program that opens an array and prints what came of it. */
  static final class Opener {
    private Opener() {}

    public static void main(String[] arguments) throws IOException {
      try {
        ArrayStores.open(ArrayRef.parse(arguments[0]), OpenMode.READ).close();
        System.out.println("opened");
      } catch (ArrayLockedException locked) {
        System.out.println("ArrayLockedException");
      }
    }
  }

  @Test
  void whileItIsReadThereEverythingIsAllowed() throws IOException {
    try (Other other = Other.open(file, "r")) {
      assertThat(other.says()).isEqualTo("open");
      ArrayStores.open(ref("/a"), OpenMode.READ_WRITE).close();
      ArrayStores.create(ref("/b"), SPEC, OpenMode.CREATE_NEW).close();
      ArrayStores.create(ref("/b"), SPEC, OpenMode.CREATE).close();
      other.closeFile();
    }
  }

  @Test
  void whileItIsOpenHereItIsOnlyReadThere() throws IOException {
    for (OpenMode mode : List.of(OpenMode.READ, OpenMode.READ_WRITE, OpenMode.COPY_ON_WRITE)) {
      try (StoredArray array = ArrayStores.open(ref("/a"), mode)) {
        assertThat(array.isOpen()).isTrue();
        assertThat(asks("r+")).as("%s", mode).isEqualTo("refused");
        assertThat(asks("r")).as("%s", mode).isEqualTo("open");
      }
      assertThat(asks("r+")).as("after %s", mode).isEqualTo("open");
    }
    try (StoredArray array = ArrayStores.open(ref("/chunked"), OpenMode.READ)) {
      assertThat(array.isOpen()).isTrue();
      assertThat(asks("r+")).isEqualTo("refused");
      assertThat(asks("r")).isEqualTo("open");
    }
    assertThat(asks("r+")).isEqualTo("open");
  }

  @Test
  void whileAnArrayIsAddedItIsOnlyReadThere() throws IOException {
    try (ArrayDraft draft = ArrayStores.draft(ref("/b"), SPEC, OpenMode.CREATE_NEW)) {
      assertThat(asks("r+")).isEqualTo("refused");
      assertThat(asks("r")).isEqualTo("open");
      draft.publish();
    }
    assertThat(asks("r+")).isEqualTo("open");
    try (StoredArray array = ArrayStores.create(ref("/c"), SPEC, OpenMode.CREATE_NEW)) {
      assertThat(array.isOpen()).isTrue();
      assertThat(asks("r+")).isEqualTo("refused");
    }
    assertThat(asks("r+")).isEqualTo("open");
  }

  @Test
  void whatFailsToOpenLeavesNoLock() throws IOException {
    assertThatThrownBy(() -> ArrayStores.open(ref("/none"), OpenMode.READ)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ArrayStores.open(ref("/chunked"), OpenMode.READ_WRITE))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ArrayStores.opener(ref("/a")).rows(50, 200).open())
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ArrayStores.create(ref("/a"), SPEC, OpenMode.CREATE_NEW))
        .isInstanceOf(IOException.class);
    assertThat(asks("r+")).isEqualTo("open");
  }
}
