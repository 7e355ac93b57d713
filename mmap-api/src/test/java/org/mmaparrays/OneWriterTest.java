package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.internal.locking.LockHolder;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.support.BytesStore;
import org.mmaparrays.support.ChildJvm;

/** Who may open an array for writing, while others have it open. */
class OneWriterTest {
  private static final ArraySpec MATRIX = ArraySpec.of(DType.INT8, 100, 10);

  @TempDir
  Path folder;

  private Path file;
  private ArrayRef ref;

  @BeforeEach
  void makeFile() throws IOException {
    file = Files.write(folder.resolve("x"), new byte[1000]);
    ref = ArrayRef.of(file);
  }

  private ArrayOpener opener() {
    return ArrayStores.opener(ref).store(new BytesStore()).layout(MATRIX, 0);
  }

  private ArrayCreator creator() {
    return ArrayStores.creator(ref).store(new BytesStore());
  }

  private void assertNoLock() {
    assertThat(folder).isDirectoryNotContaining("glob:**.lock");
  }

  @Test
  void theTraceOfARefusalNamesWhoAsked() throws IOException {
    try (StoredArray writer = opener().open(OpenMode.READ_WRITE)) {
      assertThat(writer.isOpen()).isTrue();
      assertThatThrownBy(() -> opener().open(OpenMode.READ_WRITE)).satisfies(refused -> assertThat(
          refused.getStackTrace()).extracting(StackTraceElement::getClassName)
          .contains(getClass().getName()));
    }
  }

  @Test
  void aSecondWriterIsRefusedAndReadersAreNot() throws IOException {
    try (StoredArray writer = opener().open(OpenMode.READ_WRITE)) {
      assertThatThrownBy(() -> opener().open(OpenMode.READ_WRITE)).isInstanceOf(ArrayLockedException.class)
          .hasMessageContaining(file.toString()).hasMessageContaining("this process");
      writer.view().setByte(0, 0, (byte) 7);
      try (StoredArray reader = opener().open(); StoredArray copy = opener().open(OpenMode.COPY_ON_WRITE)) {
        assertThat(reader.view().getByte(0, 0)).isEqualTo((byte) 7);
        copy.view().setByte(0, 0, (byte) 8);
      }
      assertThat(ArrayStores.writers(ref)).singleElement().satisfies(who -> assertThat(who.alive()).isTrue());
      assertThatThrownBy(() -> opener().open(OpenMode.READ_WRITE)).isInstanceOf(ArrayLockedException.class);
    }
    assertNoLock();
    opener().open(OpenMode.READ_WRITE).close();
    assertNoLock();
  }

  @Test
  void anArrayThatIsWrittenIsNotReplaced() throws IOException {
    try (StoredArray writer = opener().open(OpenMode.READ_WRITE)) {
      writer.view().fill(1);
      assertThatThrownBy(() -> creator().create(ArraySpec.of(DType.INT8, 5), OpenMode.CREATE))
          .isInstanceOf(ArrayLockedException.class);
      assertThatThrownBy(() -> creator().draft(ArraySpec.of(DType.INT8, 5), OpenMode.CREATE))
          .isInstanceOf(ArrayLockedException.class);
    }
    assertThat(Files.size(file)).isEqualTo(1000);
    assertThat(folder.toFile().list()).containsExactly("x");
  }

  @Test
  void whoCreatesAnArrayWritesItUntilItIsClosed() throws IOException {
    try (StoredArray created = creator().create(ArraySpec.of(DType.INT8, 5), OpenMode.CREATE)) {
      assertThat(created.isOpen()).isTrue();
      assertThatThrownBy(
          () -> ArrayStores.opener(ref).store(new BytesStore()).open(OpenMode.READ_WRITE))
          .isInstanceOf(ArrayLockedException.class);
    }
    assertNoLock();
  }

  @Test
  void aDraftIsAWriterFromItsStart() throws IOException {
    for (boolean published : new boolean[] {false, true}) {
      try (ArrayDraft draft = creator().draft(MATRIX.withShape(Shape.of(1000)), OpenMode.CREATE)) {
        assertThatThrownBy(() -> opener().open(OpenMode.READ_WRITE)).isInstanceOf(ArrayLockedException.class);
        assertThatThrownBy(() -> creator().draft(MATRIX, OpenMode.CREATE))
            .isInstanceOf(ArrayLockedException.class);
        if (published) {
          draft.publish();
          opener().open(OpenMode.READ_WRITE).close();
        }
      }
      assertNoLock();
    }
  }

  @Test
  void whatCannotBeOpenedIsNotLocked() throws IOException {
    Files.write(file, new byte[999]);
    assertThatThrownBy(() -> opener().open(OpenMode.READ_WRITE)).isInstanceOf(ArrayFormatException.class);
    assertThatThrownBy(() -> opener().rows(50, 101).open(OpenMode.READ_WRITE))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertNoLock();
  }

  @Test
  void whatCannotBeCreatedIsNotLocked() throws IOException {
    assertThatThrownBy(() -> creator().create(MATRIX, OpenMode.CREATE))
        .isInstanceOf(SpecMismatchException.class);
    assertThat(folder.toFile().list()).containsExactly("x");
  }

  @Test
  void threadsWriteDisjointRowsAtOnce() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      var writers = LongStream.range(0, 4).mapToObj(part -> (Callable<Void>) () -> {
        for (int round = 0; round < 20; round++) {
          try (StoredArray array = opener().rows(part * 25, (part + 1) * 25).open(OpenMode.READ_WRITE)) {
            array.view().fill(part + round);
            array.flush();
          }
        }
        return null;
      }).toList();
      for (Future<Void> writer : pool.invokeAll(writers)) {
        writer.get();
      }
    }
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      assertThat(bytes[i]).isEqualTo((byte) (i / 250 + 19));
    }
    assertNoLock();
  }

  @Test
  void overlappingRowsAreRefused() throws IOException {
    try (StoredArray first = opener().rows(10, 20).open(OpenMode.READ_WRITE)) {
      assertThat(first.rows()).isEqualTo(new RowRange(10, 20));
      assertThatThrownBy(() -> opener().rows(19, 21).open(OpenMode.READ_WRITE))
          .isInstanceOf(ArrayLockedException.class).hasMessageContaining("rows 10:20");
      assertThatThrownBy(() -> opener().open(OpenMode.READ_WRITE)).isInstanceOf(ArrayLockedException.class);
      opener().rows(20, 21).open(OpenMode.READ_WRITE).close();
      opener().rows(15, 16).open(OpenMode.READ).close();
    }
    assertNoLock();
  }

  @Test
  void aWriterOfAnotherProcessIsNamedAndMayDie() throws Exception {
    try (ChildJvm child = ChildJvm.start(LockHolder.class, "hold", file.toString(), "0", "50")) {
      child.read();
      assertThatThrownBy(() -> opener().open(OpenMode.READ_WRITE)).isInstanceOf(ArrayLockedException.class)
          .hasMessageContaining("pid " + child.pid());
      opener().rows(50, 100).open(OpenMode.READ_WRITE).close();
      child.kill();
      opener().open().close();
      assertThat(ArrayStores.writers(ref)).singleElement().satisfies(dead -> {
        assertThat(dead.pid()).isEqualTo(child.pid());
        assertThat(dead.alive()).isFalse();
      });
      opener().open(OpenMode.READ_WRITE).close();
      assertThat(ArrayStores.writers(ref)).isEmpty();
    }
    assertNoLock();
  }

  @Test
  void closingInAnInterruptedThreadReleasesAndKeepsTheInterrupt() throws IOException {
    StoredArray array = opener().open(OpenMode.READ_WRITE);
    Thread.currentThread().interrupt();
    array.close();
    assertThat(Thread.interrupted()).isTrue();
    assertNoLock();
  }

  @Test
  void closingTwiceReleasesOnce() throws IOException {
    StoredArray array = opener().open(OpenMode.READ_WRITE);
    array.close();
    try (StoredArray next = opener().open(OpenMode.READ_WRITE)) {
      array.close();
      assertThat(next.isOpen()).isTrue();
      assertThat(ArrayStores.writers(ref)).hasSize(1);
    }
  }

  @Test
  void linksLeadToTheSameLock() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    try (StoredArray writer = opener().open(OpenMode.READ_WRITE)) {
      assertThat(writer.isOpen()).isTrue();
      assertThatThrownBy(() -> ArrayStores.opener(ArrayRef.of(link)).store(new BytesStore())
          .open(OpenMode.READ_WRITE)).isInstanceOf(ArrayLockedException.class);
    }
  }
}
