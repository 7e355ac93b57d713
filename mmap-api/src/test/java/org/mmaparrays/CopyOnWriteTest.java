package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.internal.linux.NativeAccess;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.support.DeclaredStore;

/** What mode c shows, what it needs, and what it knows of its changes. */
class CopyOnWriteTest {
  @TempDir
  Path folder;

  private static ArrayOpener opener(Path file, ArraySpec spec, long offset) {
    return ArrayStores.opener(ArrayRef.of(file)).store(new DeclaredStore()).layout(spec, offset);
  }

  private Path file(String name, long bytes) throws IOException {
    Path file = folder.resolve(name);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(bytes);
    }
    return file;
  }

  private static List<RowRange> rows(long... bounds) {
    List<RowRange> rows = new ArrayList<>();
    for (int i = 0; i < bounds.length; i += 2) {
      rows.add(new RowRange(bounds[i], bounds[i + 1]));
    }
    return rows;
  }

  @Test
  void aFileFarLargerThanMemoryTakesChangesToAFewPages() throws IOException {
    long rows = (64L << 30) / 4096;
    ArraySpec spec = ArraySpec.of(DType.FLOAT32, rows, 1024);
    Path file = file("huge", spec.byteSize());
    try (StoredArray array = opener(file, spec, 0).open(OpenMode.COPY_ON_WRITE)) {
      for (long row : new long[] {0, rows / 2, rows / 2 + 1, rows - 1}) {
        array.view().setFloat(row, 7, 1.5f);
      }
      assertThat(array.view().getFloat(rows / 2, 7)).isEqualTo(1.5f);
      assertThat(array.view().getFloat(rows / 3, 7)).isZero();
      assertThat(array.changedRows())
          .isEqualTo(rows(0, 1, rows / 2, rows / 2 + 2, rows - 1, rows));
    }
    try (StoredArray array = opener(file, spec, 0).open()) {
      assertThat(array.view().getFloat(rows / 2, 7)).isZero();
    }
    assertThat(Files.size(file)).isEqualTo(spec.byteSize());
  }

  @Test
  void exactlyTheRowsThatDifferAreTold() throws IOException {
    for (long offset : new long[] {0, 3, 4096, 5000}) {
      for (ArraySpec spec : List.of(
          ArraySpec.of(DType.INT8, 20_000),
          ArraySpec.of(DType.FLOAT64, 1000, 3),
          ArraySpec.of(DType.INT16, 3, 500_000),
          ArraySpec.of(DType.INT16, 7, 2, 3).withOrder(MemoryOrder.F),
          ArraySpec.of(DType.FLOAT32, 3000, 5).withOrder(MemoryOrder.F))) {
        Path file = folder.resolve("x");
        byte[] bytes = new byte[Math.toIntExact(offset + spec.byteSize())];
        Random random = new Random(offset);
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) random.nextInt(64); // No not-a-number, which has no arithmetic.
        }
        Files.write(file, bytes);
        try (StoredArray array = opener(file, spec, offset).open(OpenMode.COPY_ON_WRITE);
            StoredArray original = opener(file, spec, offset).open()) {
          assertThat(array.changedRows()).isEmpty();
          TreeSet<Long> changed = new TreeSet<>();
          for (int i = 0; i < 200; i++) {
            long[] index = new long[spec.shape().rank()];
            for (int axis = 0; axis < index.length; axis++) {
              index[axis] = random.nextLong(spec.shape().dim(axis));
            }
            // Every second one is set to what it is already: written, and not changed.
            Object old = original.view().getValue(index);
            array.view().setValue(index, i % 2 == 0 ? other(old) : old);
          }
          for (long row = 0; row < spec.shape().dim(0); row++) {
            if (!sameBytes(array.view().row(row), original.view().row(row))) {
              changed.add(row);
            }
          }
          assertThat(changed).isNotEmpty();
          TreeSet<Long> told = new TreeSet<>();
          List<RowRange> ranges = array.changedRows();
          for (int i = 0; i < ranges.size(); i++) {
            assertThat(i == 0 || ranges.get(i - 1).to() < ranges.get(i).from()).isTrue();
            for (long row = ranges.get(i).from(); row < ranges.get(i).to(); row++) {
              told.add(row);
            }
          }
          assertThat(told).as(spec + " at " + offset).isEqualTo(changed);
          array.view().fill(100);
          assertThat(array.changedRows()).isEqualTo(List.of(RowRange.all(spec.shape())));
        }
      }
    }
  }

  private static Object other(Object old) {
    return switch (old) {
      case Byte value -> (byte) (value ^ 1);
      case Short value -> (short) (value ^ 1);
      case Float value -> Float.intBitsToFloat(Float.floatToRawIntBits(value) ^ 1);
      case Double value -> Double.longBitsToDouble(Double.doubleToRawLongBits(value) ^ 1);
      default -> throw new AssertionError(old);
    };
  }

  private static boolean sameBytes(NdArray one, NdArray other) {
    return one.copy().segment().mismatch(other.copy().segment()) < 0;
  }

  @Test
  void aScalarIsOneRowAndAnEmptyArrayHasNone() throws IOException {
    try (StoredArray array =
        opener(file("scalar", 8), ArraySpec.of(DType.FLOAT64), 0).open(OpenMode.COPY_ON_WRITE)) {
      array.view().setDouble(new long[0], 1);
      assertThat(array.changedRows()).isEqualTo(rows(0, 1));
    }
    for (long[] dims : new long[][] {{0}, {0, 5}, {5, 0}}) {
      try (StoredArray array =
          opener(file("empty", 0), ArraySpec.of(DType.FLOAT64, dims), 0).open(OpenMode.COPY_ON_WRITE)) {
        array.view().fill(1);
        assertThat(array.changedRows()).isEmpty();
      }
    }
  }

  @Test
  void changesAreUndoneBySettingWhatWasThere() throws IOException {
    try (StoredArray array =
        opener(file("x", 9000), ArraySpec.of(DType.INT8, 9000), 0).open(OpenMode.COPY_ON_WRITE)) {
      array.view().setByte(4500, (byte) 1);
      assertThat(array.changedRows()).isEqualTo(rows(4500, 4501));
      array.view().setByte(4500, (byte) 0);
      assertThat(array.changedRows()).isEmpty();
    }
  }

  @Test
  void comparisonStaysWithTheFileThatWasOpened() throws IOException {
    Path file = file("x", 100);
    try (StoredArray array = opener(file, ArraySpec.of(DType.INT8, 100), 0).open(OpenMode.COPY_ON_WRITE)) {
      array.view().setByte(50, (byte) 1);
      Files.delete(file);
      Files.write(file, new byte[] {1, 2, 3});
      assertThat(array.changedRows()).isEqualTo(rows(50, 51));
    }
  }

  @Test
  void otherModesSayWhatTheyKnowOfChanges() throws IOException {
    Path file = file("x", 100);
    try (StoredArray array = opener(file, ArraySpec.of(DType.INT8, 100), 0).open()) {
      assertThat(array.changedRows()).isEmpty();
    }
    try (StoredArray array = opener(file, ArraySpec.of(DType.INT8, 100), 0).open(OpenMode.READ_WRITE)) {
      assertThatThrownBy(array::changedRows).isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("COPY_ON_WRITE");
    }
  }

  @Test
  void aFileTruncatedUnderTheMappingIsAFaultAndNotACrash() throws IOException {
    Path file = file("x", 1 << 20);
    try (
        StoredArray array = opener(file, ArraySpec.of(DType.INT8, 1 << 20), 0).open(OpenMode.COPY_ON_WRITE)) {
      array.view().setByte(500_000, (byte) 1);
      try (RandomAccessFile other = new RandomAccessFile(file.toFile(), "rw")) {
        other.setLength(10);
      }
      assertThatThrownBy(array::changedRows).isInstanceOf(StorageFaultException.class)
          .hasMessageContaining("truncated");
    }
  }

  @Test
  void namesNeedNotBeAscii() throws IOException {
    for (String name : List.of("größe %41.dat", "数据#?", "a b")) {
      Path file = file(name, 10);
      try (StoredArray array = opener(file, ArraySpec.of(DType.INT8, 10), 0).open(OpenMode.COPY_ON_WRITE)) {
        array.view().setByte(9, (byte) 1);
        assertThat(array.changedRows()).isEqualTo(rows(9, 10));
      }
    }
  }

  /** Runs in a JVM of its own: opens each file of 100 int8 in mode c, changes the last, tells what has changed. */
  static final class OpensPrivately {
    public static void main(String[] args) {
      try (StoredArray array =
          opener(Path.of(args[0]), ArraySpec.of(DType.INT8, Long.parseLong(args[1])), 0)
              .open(OpenMode.COPY_ON_WRITE)) {
        array.view().setByte(array.spec().shape().dim(0) - 1, (byte) 1);
        System.out.println("changed " + array.changedRows());
      } catch (IOException e) {
        System.out.println(e);
      }
    }
  }

  private static String run(List<String> before, List<String> options, Path file, long length)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), OpensPrivately.class.getName(),
        file.toString(), Long.toString(length)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void smallFilesNeedNoNativeAccess() throws IOException {
    Path file = file("x", 100);
    assertThat(run(List.of(), List.of("--illegal-native-access=deny"), file, 100))
        .isEqualTo("changed [99:100]\n");
    assertThat(run(List.of(), List.of(), file, 100)).isEqualTo("changed [99:100]\n");
  }

  @Test
  void hugeFilesNeedNativeAccessAndSaySo() throws IOException {
    long length = 1L << 40;
    Path file = file("x", length);
    assertThat(run(List.of(), List.of("--illegal-native-access=deny"), file, length))
        .contains("start java with " + NativeAccess.flag()).contains(file.toString());
    assertThat(run(List.of(), List.of(), file, length)).contains("WARNING").contains("enable-native-access");
  }

  @Test
  @EnabledIf("canBecomeNobody")
  void permissionToReadSuffices() throws IOException {
    Path file = file("x", 100);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    assertThat(run(nobody, List.of(NativeAccess.flag()), file, 100)).isEqualTo("changed [99:100]\n");
    assertThat(run(nobody, List.of("--illegal-native-access=deny"), file, 100))
        .contains("start java with " + NativeAccess.flag());
  }

  static boolean canBecomeNobody() {
    return System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/bin/setpriv"));
  }
}
