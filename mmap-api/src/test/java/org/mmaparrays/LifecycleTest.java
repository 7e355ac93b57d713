package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.Space;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.support.BytesStore;

/** Opening, closing and faults, with a store that does nothing: the file is a vector of bytes, or what is declared. */
class LifecycleTest {
  @TempDir
  Path folder;

  private ArrayOpener opener(Path file) {
    return ArrayStores.opener(ArrayRef.of(file)).store(new BytesStore());
  }

  private StoredArray create(Path file, long length, OpenMode mode) throws IOException {
    return creator(file).create(ArraySpec.of(DType.INT8, length), mode);
  }

  private ArrayCreator creator(Path file) {
    return ArrayStores.creator(ArrayRef.of(file)).store(new BytesStore());
  }

  @Test
  void aHundredThousandOpensNeedNoCollectionByHand() throws IOException {
    Path file = Files.write(folder.resolve("x"), new byte[10]);
    for (int i = 0; i < 100_000; i++) {
      try (StoredArray array = opener(file).open()) {
        assertThat(array.view().getByte(9)).isZero();
      }
    }
  }

  @Test
  void aTebibyteCostsNoMemoryAndNoDisk() throws IOException {
    Path file = folder.resolve("huge");
    long length = 1L << 40;
    long before = residentBytes();
    long free = Files.getFileStore(folder).getUsableSpace();
    try (StoredArray array =
        creator(file).space(Space.SPARSE).create(ArraySpec.of(DType.INT8, length), OpenMode.CREATE_NEW)) {
      array.view().setByte(length - 1, (byte) 7);
    }
    try (StoredArray array = opener(file).open()) {
      assertThat(array.view().getByte(length - 1)).isEqualTo((byte) 7);
      assertThat(array.view().getByte(0)).isZero();
    }
    assertThat(residentBytes() - before).isLessThan(64L << 20);
    assertThat(free - Files.getFileStore(file).getUsableSpace()).as("disk used").isLessThan(1L << 30);
    Files.delete(file);
  }

  private static long residentBytes() throws IOException {
    Path status = Path.of("/proc/self/statm");
    return Files.exists(status) ? 4096 * Long.parseLong(Files.readString(status).split(" ", 3)[1]) : 0;
  }

  @Test
  void sizeIsCheckedExactlyShortAndLong() throws IOException {
    Path file = Files.write(folder.resolve("x"), new byte[100]);
    try (StoredArray exact = opener(file).layout(ArraySpec.of(DType.FLOAT32, 21), 16).open()) {
      assertThat(exact.info().offset()).hasValue(16);
    }
    assertThatThrownBy(() -> opener(file).layout(ArraySpec.of(DType.FLOAT32, 22), 16).open())
        .isInstanceOf(ArrayFormatException.class).hasMessageContaining("4 missing")
        .hasMessageContaining("float32 (22,)")
        .hasMessageContaining("truncated");
    assertThatThrownBy(
        () -> opener(file).layout(ArraySpec.of(DType.FLOAT32, 20), 16).open(OpenMode.READ_WRITE))
        .isInstanceOf(ArrayFormatException.class).hasMessageContaining("4 too many");
    assertThatThrownBy(() -> opener(file).layout(ArraySpec.of(DType.INT8, 1), Long.MAX_VALUE).open())
        .isInstanceOf(ArrayFormatException.class);
    assertThatThrownBy(() -> opener(file).layout(ArraySpec.of(DType.INT8, 1), -1).open())
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Files.size(file)).isEqualTo(100);
  }

  @Test
  void unalignedOffsetsReadLikeAligned() throws IOException {
    byte[] bytes = new byte[3 + 8];
    bytes[3 + 7] = 0x40;
    Path file = Files.write(folder.resolve("x"), bytes);
    try (StoredArray array = opener(file).layout(ArraySpec.of(DType.FLOAT64, 1), 3).open()) {
      assertThat(array.view().getDouble(0)).isEqualTo(2.0);
    }
  }

  @Test
  void aFileTruncatedUnderAMappingIsAFaultAndNotACrash() throws IOException {
    Path file = folder.resolve("x");
    create(file, 1 << 20, OpenMode.CREATE_NEW).close();
    try (StoredArray array = opener(file).open()) {
      try (RandomAccessFile other = new RandomAccessFile(file.toFile(), "rw")) {
        other.setLength(10);
      }
      assertThatThrownBy(array::load).isInstanceOf(StorageFaultException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("truncated");
      assertThatThrownBy(() -> array.view().copyTo(new byte[1 << 20]))
          .isInstanceOf(StorageFaultException.class);
    }
    try (StoredArray other = create(folder.resolve("y"), 10, OpenMode.CREATE_NEW)) {
      assertThat(other.view().getByte(9)).isZero();
    }
  }

  @Test
  void modesThatOpenAndModesThatCreateAreNotConfused() throws IOException {
    Path file = Files.write(folder.resolve("x"), new byte[10]);
    assertThatThrownBy(() -> opener(file).open(OpenMode.CREATE)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ArrayStores.create");
    assertThatThrownBy(() -> create(file, 5, OpenMode.READ_WRITE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ArrayStores.open");
    assertThat(Files.size(file)).isEqualTo(10);
  }

  @Test
  void replacingThroughALinkIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("x"), new byte[10]);
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertThatThrownBy(() -> create(link, 5, OpenMode.CREATE)).hasMessageContaining("symbolic link")
        .hasMessageContaining(file.toString());
    assertThat(Files.size(file)).isEqualTo(10);
  }

  @Test
  void readersNeverTakeNewElementsForTheOldType() throws Exception {
    Path file = folder.resolve("x");
    create(file, 10, OpenMode.CREATE).close();
    AtomicBoolean done = new AtomicBoolean();
    Thread writer = Thread.ofPlatform().start(() -> {
      for (long length = 10; !done.get(); length = 30 - length) {
        try (ArrayDraft draft = creator(file).draft(ArraySpec.of(DType.INT8, length), OpenMode.CREATE)) {
          draft.array().view().fill(length);
          draft.publish();
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    });
    try {
      for (int i = 0; i < 3000; i++) {
        try (StoredArray array = opener(file).open()) {
          byte last = array.view().getByte(array.spec().shape().elementCount() - 1);
          assertThat(last).isIn((byte) 0, (byte) array.spec().shape().elementCount());
        }
      }
    } finally {
      done.set(true);
      writer.join();
    }
  }

  @Test
  void closingWaitsForBulkWrites() throws Exception {
    Path file = folder.resolve("x");
    StoredArray array = create(file, 200_000_000, OpenMode.CREATE_NEW);
    NdArray view = array.view();
    CountDownLatch filling = new CountDownLatch(1);
    Thread writer = Thread.ofPlatform().start(() -> {
      try {
        for (int value = 1; true; value = value % 100 + 1) {
          view.fill(value);
          filling.countDown();
        }
      } catch (IllegalStateException closed) {
        // As it should be.
      }
    });
    filling.await();
    array.close();
    byte[] atClose = Files.readAllBytes(file);
    writer.join();
    assertThat(Files.readAllBytes(file)).isEqualTo(atClose);
    assertThat(atClose[0]).as("a fill that was under way is complete").isEqualTo(atClose[atClose.length - 1]);
  }

  @Test
  void copiesBetweenTwoHandlesOfOneFileMayOverlap() throws IOException {
    Path file = folder.resolve("x");
    create(file, 100_000, OpenMode.CREATE_NEW).close();
    try (StoredArray writer = opener(file).open(OpenMode.READ_WRITE);
        StoredArray reader = opener(file).open()) {
      byte[] values = new byte[100_000];
      new Random(1).nextBytes(values);
      writer.view().copyFrom(values);
      writer.view().copyFrom(reader.view().flip(0));
      byte[] reversed = new byte[values.length];
      for (int i = 0; i < values.length; i++) {
        reversed[i] = values[values.length - 1 - i];
      }
      byte[] found = new byte[values.length];
      reader.view().copyTo(found);
      assertThat(found).isEqualTo(reversed);
    }
  }

  @Test
  void anInterruptDoesNotStopAPublicationHalfWay() throws Exception {
    Path file = folder.resolve("x");
    Thread interrupted = Thread.ofPlatform().start(() -> {
      Thread.currentThread().interrupt();
      try (ArrayDraft draft =
          creator(file).draft(ArraySpec.of(DType.INT8, 3), OpenMode.CREATE)) {
        draft.publish();
      } catch (IOException e) {
        // Interrupted before anything was published is an answer, too.
      }
    });
    interrupted.join();
    assertThat(folder).isDirectoryNotContaining("glob:**.new-*");
  }

  @Test
  void aStoreThatMisreadsWhatItWritesCreatesNothing() throws IOException {
    ArraySpec matrix = ArraySpec.of(DType.INT8, 2, 5);
    assertThatThrownBy(
        () -> creator(folder.resolve("x")).create(matrix, OpenMode.CREATE_NEW))
        .isInstanceOf(SpecMismatchException.class).hasMessageContaining("(2, 5)")
        .hasMessageContaining("(10,)");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aDraftHasItsNameOnlyOncePublished() throws IOException {
    Path file = Files.write(folder.resolve("x"), new byte[] {9});
    ArraySpec spec = ArraySpec.of(DType.INT8, 3);
    try (ArrayDraft abandoned = creator(file).draft(spec, OpenMode.CREATE)) {
      abandoned.array().view().fill(1);
    }
    assertThat(folder).isDirectoryNotContaining("glob:**.new-*");
    assertThat(file).hasBinaryContent(new byte[] {9});
    try (ArrayDraft draft = creator(file).draft(spec, OpenMode.CREATE)) {
      draft.array().view().fill(1);
      assertThat(file).hasBinaryContent(new byte[] {9});
      draft.publish();
      assertThat(file).hasBinaryContent(new byte[] {1, 1, 1});
      assertThatThrownBy(draft::array).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(draft::publish).isInstanceOf(IllegalStateException.class);
    }
    assertThat(file).hasBinaryContent(new byte[] {1, 1, 1});
    assertThat(folder).isDirectoryNotContaining("glob:**.new-*");
  }

  @Test
  void aDraftDoesNotReplaceWhatAppearedMeanwhile() throws IOException {
    Path file = folder.resolve("x");
    try (ArrayDraft draft =
        creator(file).draft(ArraySpec.of(DType.INT8, 3), OpenMode.CREATE_NEW)) {
      Files.write(file, new byte[] {9});
      assertThatThrownBy(draft::publish).isInstanceOf(FileAlreadyExistsException.class);
    }
    assertThat(file).hasBinaryContent(new byte[] {9});
    assertThat(folder).isDirectoryNotContaining("glob:**.new-*");
  }

  @Test
  void devicesAreRefused() {
    assertThatThrownBy(() -> opener(Path.of("/dev/null")).open()).hasMessageContaining("device");
    assertThatThrownBy(() -> create(Path.of("/dev/null"), 5, OpenMode.CREATE)).hasMessageContaining("device");
  }

  @Test
  void adviceIsHarmless() throws IOException {
    Path file = Files.write(folder.resolve("x"), new byte[10_000]);
    try (StoredArray array = opener(file).layout(ArraySpec.of(DType.INT8, 9_999), 1).open()) {
      for (ReadAdvice advice : ReadAdvice.values()) {
        array.advise(advice);
      }
      assertThat(array.view().getByte(9_998)).isZero();
    }
  }
}
