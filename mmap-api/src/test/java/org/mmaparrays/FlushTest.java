package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.internal.mapping.RewriteDetector;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.support.BytesStore;

/** What flushing promises, and what it refuses to promise. */
class FlushTest {
  private static final int LENGTH = 1 << 20;

  @TempDir
  Path folder;

  private StoredArray create(String name) throws IOException {
    return ArrayStores.creator(ArrayRef.of(folder.resolve(name))).store(new BytesStore())
        .create(ArraySpec.of(DType.INT8, LENGTH), OpenMode.CREATE_NEW);
  }

  private Path truncated(String name) throws IOException {
    Path file = folder.resolve(name);
    try (RandomAccessFile other = new RandomAccessFile(file.toFile(), "rw")) {
      other.setLength(10);
    }
    return file;
  }

  @Test
  void whoFlushesWhileAnotherClosesIsToldThatItIsClosed() throws Exception {
    create("x").close();
    ArrayRef ref = ArrayRef.of(folder.resolve("x"));
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 100; round++) {
        StoredArray array =
            ArrayStores.opener(ref).store(new BytesStore()).open(OpenMode.READ_WRITE);
        CountDownLatch begun = new CountDownLatch(2);
        Future<Throwable> flushes = threads.submit(() -> untilRefused(begun, array::flush));
        Future<Throwable> checkpoints =
            threads.submit(() -> untilRefused(begun, () -> array.checkpoint(5, new byte[0])));
        begun.await();
        array.close();
        assertThat(flushes.get()).isInstanceOf(IllegalStateException.class);
        assertThat(checkpoints.get()).isInstanceOf(IllegalStateException.class);
      }
    }
  }

  private static Throwable untilRefused(CountDownLatch begun, ThrowingCallable use) {
    while (true) {
      try {
        use.call();
      } catch (Throwable refused) {
        return refused;
      } finally {
        begun.countDown();
      }
    }
  }

  @Test
  void aTruncatedFileIsNeverFlushed() throws IOException {
    StoredArray array = create("x");
    array.view().fill(1);
    array.flush();
    Path file = truncated("x");
    assertThatThrownBy(array::flush).isInstanceOf(StorageFaultException.class)
        .hasMessageContaining(file.toString()).hasMessageContaining("truncated to 10 of 1048576 bytes")
        .hasMessageContaining("bytes 0:1048576");
    assertThatThrownBy(array::close).isInstanceOf(StorageFaultException.class);
    array.close();
  }

  @Test
  void afterAFailedFlushTheArrayIsReadButNeverWrittenOrFlushed() throws IOException {
    StoredArray array = create("x");
    array.view().fill(1);
    array.flush();
    Path file = truncated("x");
    assertThatThrownBy(array::flush).isInstanceOf(StorageFaultException.class);
    try (RandomAccessFile other = new RandomAccessFile(file.toFile(), "rw")) {
      other.setLength(LENGTH); // All looks well again, and the elements are gone.
    }
    assertThatThrownBy(array::flush).isInstanceOf(StorageFaultException.class)
        .hasMessageContaining("an earlier flush failed").hasMessageContaining("truncated");
    assertThatThrownBy(() -> array.flush(new RowRange(0, 1))).isInstanceOf(StorageFaultException.class);
    assertThatThrownBy(() -> array.view().setByte(0, (byte) 2)).isInstanceOf(StorageFaultException.class);
    assertThatThrownBy(() -> array.view().fill(2)).isInstanceOf(StorageFaultException.class);
    assertThat(array.view().getByte(0)).isEqualTo((byte) 1);
    assertThatThrownBy(array::close).isInstanceOf(StorageFaultException.class);
    assertThat(array.isOpen()).isFalse();
    try (StoredArray other = create("y")) {
      other.view().fill(3);
      other.flush();
    }
  }

  @Test
  void aFileWithoutItsNameIsNeverFlushed() throws IOException {
    StoredArray removed = create("removed");
    Files.delete(folder.resolve("removed"));
    assertThatThrownBy(removed::flush).isInstanceOf(StorageFaultException.class)
        .hasMessageContaining("removed or renamed");
    assertThatThrownBy(removed::close).isInstanceOf(StorageFaultException.class);

    StoredArray replaced = create("replaced");
    Path other = Files.write(folder.resolve("other"), new byte[LENGTH]);
    Files.move(other, folder.resolve("replaced"), StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(replaced::flush).isInstanceOf(StorageFaultException.class)
        .hasMessageContaining("replaced by another");
    assertThatThrownBy(replaced::close).isInstanceOf(StorageFaultException.class);
  }

  @Test
  void permissionsThatAreTakenAwayDoNotReachWhoHasTheArrayOpen() throws IOException {
    Path file = folder.resolve("x");
    try (StoredArray array = create("x")) {
      Files.setPosixFilePermissions(file, Set.of());
      array.view().fill(1);
      array.flush();
      if (!Files.isReadable(file)) { // Root may read everything.
        assertThatThrownBy(
            () -> ArrayStores.opener(ArrayRef.of(file)).store(new BytesStore()).open())
            .isInstanceOf(AccessDeniedException.class);
      }
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.readAllBytes(file)).containsOnly(1);
  }

  @Test
  void rowsOutsideTheArrayAreNotFlushed() throws IOException {
    try (StoredArray array = create("x")) {
      array.view().setByte(5, (byte) 1);
      array.flush(new RowRange(5, 6));
      array.flush(new RowRange(LENGTH, LENGTH));
      assertThatThrownBy(() -> array.flush(new RowRange(0, LENGTH + 1)))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void threadsThatAreInterruptedFlushAllTheSame() throws IOException {
    try (StoredArray array = create("x")) {
      array.view().fill(1);
      Thread.currentThread().interrupt();
      array.flush();
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void rewritingTheWholeArrayAgainAndAgainIsReportedOnce() throws IOException {
    List<String> messages = new ArrayList<>();
    Logger logger = Logger.getLogger(RewriteDetector.class.getName());
    Handler handler = new Handler() {
      @Override
      public void publish(LogRecord message) {
        messages.add(message.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
    try (StoredArray array = create("x"); StoredArray partly = create("partly")) {
      for (int i = 0; i < 20; i++) {
        for (int row = 0; row < LENGTH; row++) {
          array.view().setByte(row, (byte) i);
        }
        array.flush();
        partly.view().rows(0, LENGTH / 2).fill(i);
        partly.flush();
      }
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    assertThat(messages).singleElement().asString().contains("in a row").contains("StoredArray.load");
  }
}
