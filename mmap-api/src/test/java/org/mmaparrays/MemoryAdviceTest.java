package org.mmaparrays;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mmaparrays.internal.linux.MemoryAdvice;
import org.mmaparrays.internal.linux.MemoryPages;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.support.DeclaredStore;
import org.mmaparrays.support.Eventually;

/** The effects of advice about rows on their pages; no element changes by it. */
class MemoryAdviceTest {
  private static final int ROWS = 64;
  /** Whole pages, whatever their size. */
  private static final int ROW_BYTES = 64 << 10;

  @TempDir
  Path folder;

  private Path file;

  @BeforeEach
  void arrayOnTheDevice() throws IOException {
    assumeTrue(MemoryAdvice.isEnabled(), "hints need Linux and native access");
    assumeFalse(Files.getFileStore(folder).type().equals("tmpfs"), "files in memory never leave it");
    file = folder.resolve("x");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      // Page by page: the system keeps what is written at once together, and lets it go only as a whole.
      for (ByteBuffer bytes = ByteBuffer.wrap(sevens()); bytes.hasRemaining();) {
        channel.write(bytes.slice(bytes.position(), (int) MemoryPages.bytes()));
        bytes.position(bytes.position() + (int) MemoryPages.bytes());
      }
      channel.force(true);
    }
  }

  private static byte[] sevens() {
    byte[] bytes = new byte[ROWS * ROW_BYTES];
    Arrays.fill(bytes, (byte) 7);
    return bytes;
  }

  /** 64 rows of 64 KiB, or as many columns of 64 KiB. */
  private StoredArray open(MemoryOrder order, OpenMode mode) throws IOException {
    ArraySpec spec = order == MemoryOrder.C
        ? ArraySpec.of(DType.INT8, ROWS, ROW_BYTES)
        : ArraySpec.of(DType.INT8, ROW_BYTES, ROWS).withOrder(order);
    return ArrayStores.opener(ArrayRef.of(file)).store(new DeclaredStore()).layout(spec, 0).open(mode);
  }

  private static void touchAll(StoredArray array) {
    assertThat(array.load().segment().toArray(JAVA_BYTE))
        .isEqualTo(sevens());
  }

  @Test
  void rowsThatOneIsDoneWithLeaveMemory() throws IOException {
    try (StoredArray array = open(MemoryOrder.C, OpenMode.READ)) {
      touchAll(array);
      array.advise(ReadAdvice.DONE_WITH, new RowRange(8, 24));
      assertThat(array.view().rows(8, 24).segment().isLoaded()).isFalse();
      assertThat(MemoryAdvice.isResident(array.view().memory, 8 * ROW_BYTES, 24 * ROW_BYTES)).isFalse();
      assertThat(array.view().rows(0, 8).segment().isLoaded()).isTrue();
      assertThat(array.view().rows(24, 64).segment().isLoaded()).isTrue();
      assertThat(MemoryAdvice.isResident(array.view().memory, 0, 8 * ROW_BYTES)).isTrue();
      // A byte or three say what their own page is, and not the one before.
      assertThat(MemoryAdvice.isResident(array.view().memory, 24 * ROW_BYTES, 24 * ROW_BYTES + 1)).isTrue();
      assertThat(MemoryAdvice.isResident(array.view().memory, 24 * ROW_BYTES, 24 * ROW_BYTES + 3)).isTrue();
      touchAll(array);
    }
  }

  @Test
  void inColumnMajorOrderTheyLeaveEveryColumn() throws IOException {
    long pages = ROW_BYTES / 4;
    try (StoredArray array = open(MemoryOrder.F, OpenMode.READ)) {
      touchAll(array);
      array.advise(ReadAdvice.RANDOM); // What is looked at below must not bring its neighbours back.
      array.advise(ReadAdvice.DONE_WITH, new RowRange(pages, 2 * pages));
      for (int column = 0; column < ROWS; column++) {
        long start = (long) column * ROW_BYTES;
        assertThat(MemoryAdvice.isResident(array.view().memory, start, start + pages)).isTrue();
        assertThat(MemoryAdvice.isResident(array.view().memory, start + pages, start + 2 * pages)).isFalse();
        assertThat(MemoryAdvice.isResident(array.view().memory, start + 2 * pages, start + 4 * pages))
            .isTrue();
      }
      touchAll(array);
    }
  }

  @Test
  void rowsThatOneWillNeedComeIntoMemory() throws Exception {
    try (StoredArray array = open(MemoryOrder.C, OpenMode.READ)) {
      array.advise(ReadAdvice.RANDOM);
      array.advise(ReadAdvice.DONE_WITH);
      assertThat(MemoryAdvice.isResident(array.view().memory, 0, 64 * ROW_BYTES)).isFalse();
      array.advise(ReadAdvice.WILL_NEED, new RowRange(32, 64));
      Eventually.isTrue(() -> array.view().rows(32, 64).segment().isLoaded());
      assertThat(MemoryAdvice.isResident(array.view().memory, 0, 16 * ROW_BYTES)).isFalse();
    }
  }

  @Test
  void adviceIsReadyOnceItWasAskedFor() throws Exception {
    while (!MemoryAdvice.isReady()) {
      Thread.sleep(1);
    }
    assertThat(MemoryAdvice.isReady()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(value = OpenMode.class, names = {"READ_WRITE", "COPY_ON_WRITE"})
  void changesOutliveAllAdvice(OpenMode mode) throws IOException {
    try (StoredArray array = open(MemoryOrder.C, mode)) {
      array.view().row(5).fill(1);
      for (ReadAdvice advice : ReadAdvice.values()) {
        array.advise(advice);
        array.advise(advice, new RowRange(0, 64));
        array.advise(advice, new RowRange(5, 6));
        array.advise(advice, new RowRange(9, 9));
      }
      assertThat(array.view().getByte(4, ROW_BYTES - 1)).isEqualTo((byte) 7);
      assertThat(array.view().getByte(5, 0)).isEqualTo((byte) 1);
      assertThat(array.view().getByte(5, ROW_BYTES - 1)).isEqualTo((byte) 1);
    }
    try (StoredArray array = open(MemoryOrder.C, OpenMode.READ)) {
      assertThat(array.view().getByte(5, 0)).isEqualTo((byte) (mode == OpenMode.READ_WRITE ? 1 : 7));
    }
  }

  @ParameterizedTest
  @EnumSource(MemoryOrder.class)
  void rowsWrittenBackAreAsTheyWere(MemoryOrder order) throws IOException {
    try (StoredArray array = open(order, OpenMode.READ_WRITE)) {
      array.view().rows(3, 40).fill(1);
      array.writeBack(new RowRange(3, 40));
      array.writeBack(new RowRange(40, 40));
      array.flush();
    }
    try (StoredArray array = open(order, OpenMode.READ)) {
      for (int row = 0; row < 64; row++) {
        assertThat(array.view().getByte(row, 63)).isEqualTo((byte) (row >= 3 && row < 40 ? 1 : 7));
      }
    }
  }

  @Test
  void writingBackHasNothingToDoForReadersAndIsRefusedWhereChangesArePrivate() throws IOException {
    try (StoredArray array = open(MemoryOrder.C, OpenMode.READ)) {
      array.writeBack(new RowRange(0, 64));
      assertThatThrownBy(() -> array.writeBack(new RowRange(0, 65)))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    try (StoredArray array = open(MemoryOrder.C, OpenMode.COPY_ON_WRITE)) {
      assertThatThrownBy(() -> array.writeBack(new RowRange(0, 1)))
          .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("saveAs");
    }
  }

  @Test
  void closingEndsHintsAndTheirDescriptor() throws IOException {
    StoredArray array = open(MemoryOrder.C, OpenMode.READ_WRITE);
    long before = descriptors();
    array.writeBack(new RowRange(0, 64));
    assertThat(descriptors()).isEqualTo(before + 1);
    array.close();
    assertThat(descriptors()).isZero();
    assertThatThrownBy(() -> array.writeBack(new RowRange(0, 1))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> array.advise(ReadAdvice.DONE_WITH)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> array.advise(ReadAdvice.NORMAL, new RowRange(0, 1)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(descriptors()).isZero();
  }

  private long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(Files::isSymbolicLink).filter(this::isOfFile).count();
    }
  }

  private boolean isOfFile(Path link) {
    try {
      return Files.readSymbolicLink(link).equals(file.toRealPath());
    } catch (IOException goneMeanwhile) {
      return false;
    }
  }

  /** A process may have some 65,000 mappings; whoever exhausts them takes them from the JVM. */
  @Test
  void advicePerRowDoesNotCutTheMappingIntoMoreAndMorePieces() throws IOException {
    ArraySpec pages = ArraySpec.of(DType.INT8, ROWS * ROW_BYTES / 1024, 1024);
    try (StoredArray array = ArrayStores.opener(ArrayRef.of(file)).store(new DeclaredStore())
        .layout(pages, 0).open()) {
      for (int row = 0; row < 4096; row += 8) {
        for (ReadAdvice advice : new ReadAdvice[] {ReadAdvice.RANDOM, ReadAdvice.SEQUENTIAL}) {
          for (int repetition = 0; repetition < 3; repetition++) {
            array.advise(advice, new RowRange(row, row + 1));
          }
        }
      }
      assertThat(pieces()).isBetween(100L, 2100L);
      array.advise(ReadAdvice.NORMAL);
      assertThat(pieces()).isLessThan(5);
      array.advise(ReadAdvice.RANDOM, new RowRange(64, 128));
      assertThat(pieces()).isGreaterThan(1);
    }
  }

  private long pieces() throws IOException {
    String path = file.toRealPath().toString();
    try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
      return mappings.filter(line -> line.endsWith(path)).count();
    }
  }

  @Test
  void anArrayThatNobodyHasAnyMoreLeavesNoDescriptor() throws Exception {
    String path = file.toRealPath().toString();
    open(MemoryOrder.C, OpenMode.READ).advise(ReadAdvice.DONE_WITH);
    Eventually.isTrue(() -> {
      System.gc();
      return !isOpen(path);
    });
  }

  private static boolean isOpen(String path) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.anyMatch(link -> {
        try {
          return Files.readSymbolicLink(link).toString().equals(path);
        } catch (IOException goneMeanwhile) {
          return false;
        }
      });
    }
  }
}
