package org.mmaparrays;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadOnlyArrayException;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.support.DeclaredStore;

/** Bulk operations of the caller's own, under the contract of views. */
@Timeout(600)
class SegmentAccessTest {
  private static final int SIZE = 1 << 20;

  @TempDir
  Path folder;

  private Path file;

  @BeforeEach
  void numbers() throws IOException {
    file = folder.resolve("x");
    byte[] bytes = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      bytes[i] = (byte) i;
    }
    Files.write(file, bytes);
  }

  private StoredArray open(OpenMode mode) throws IOException {
    return ArrayStores.opener(ArrayRef.of(file)).store(new DeclaredStore())
        .layout(ArraySpec.of(DType.INT8, 1024, 1024), 0).open(mode);
  }

  @Test
  void theSegmentIsTheViews() throws IOException {
    try (StoredArray array = open(OpenMode.READ_WRITE)) {
      NdArray rows = array.view().rows(2, 4);
      rows.readSegment(memory -> {
        assertThat(memory.byteSize()).isEqualTo(2048);
        assertThat(memory.get(JAVA_BYTE, 5)).isEqualTo((byte) 5);
      });
      rows.writeSegment(memory -> memory.set(JAVA_BYTE, 1024, (byte) 77));
      assertThat(array.view().getByte(3, 0)).isEqualTo((byte) 77);
      array.view().rows(3, 3).readSegment(memory -> assertThat(memory.byteSize()).isZero());
    }
  }

  @Test
  void whatIsReadOnlyIsRefusedAndGivenOutReadOnly() throws IOException {
    try (StoredArray array = open(OpenMode.READ)) {
      assertThatThrownBy(() -> array.view().writeSegment(MemorySegment::asReadOnly))
          .isInstanceOf(ReadOnlyArrayException.class);
      array.view().readSegment(memory -> assertThat(memory.isReadOnly()).isTrue());
    }
  }

  @Test
  void viewsWithGapsAreRefused() throws IOException {
    try (StoredArray array = open(OpenMode.READ_WRITE)) {
      NdArray gaps = array.view().slice(1, 0, 1024, 2);
      assertThatThrownBy(() -> gaps.readSegment(memory -> {}))
          .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("gaps");
      assertThatThrownBy(() -> gaps.writeSegment(memory -> {}))
          .isInstanceOf(UnsupportedOperationException.class);
      array.view().transpose().readSegment(memory -> assertThat(memory.byteSize()).isEqualTo(SIZE));
    }
  }

  @Test
  void aClosedArrayIsRefused() throws IOException {
    StoredArray array = open(OpenMode.READ_WRITE);
    NdArray view = array.view();
    array.close();
    assertThatThrownBy(() -> view.readSegment(memory -> {})).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> view.writeSegment(memory -> {})).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void faultsOfTheStorageAreTold() throws IOException {
    try (StoredArray array = open(OpenMode.READ)) {
      truncate();
      assertThatThrownBy(() -> array.view().readSegment(memory -> {
        byte[] bytes = new byte[SIZE];
        MemorySegment.copy(memory, JAVA_BYTE, 0, bytes, 0, SIZE);
      })).isInstanceOf(StorageFaultException.class).hasMessageContaining(file.toString());
    }
    numbers();
    StoredArray array = open(OpenMode.READ_WRITE);
    truncate();
    assertThatThrownBy(() -> array.view().writeSegment(memory -> memory.fill((byte) 1)))
        .isInstanceOf(StorageFaultException.class);
    try {
      array.close();
    } catch (StorageFaultException ofTheFlush) {
      assertThat(ofTheFlush).hasMessageContaining(file.toString());
    }
  }

  private void truncate() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(SIZE / 2);
    }
  }

  @Test
  void whatTheCallerThrowsComesThroughAndEndsTheWrite() throws IOException {
    StoredArray array = open(OpenMode.READ_WRITE);
    IllegalArgumentException mine = new IllegalArgumentException("mine");
    assertThatThrownBy(() -> array.view().writeSegment(memory -> {
      throw mine;
    })).isSameAs(mine);
    assertThatThrownBy(() -> array.view().readSegment(memory -> {
      throw mine;
    })).isSameAs(mine);
    array.close(); // and does not wait for a writer that is gone
  }

  @Test
  void closingWaitsForAWriter() throws Exception {
    StoredArray array = open(OpenMode.READ_WRITE);
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean closed = new AtomicBoolean();
    Thread writer = Thread.ofPlatform().start(() -> array.view().writeSegment(memory -> {
      writing.countDown();
      awaitQuietly(goOn);
      memory.set(JAVA_BYTE, 0, (byte) 99);
    }));
    writing.await();
    Thread closer = Thread.ofPlatform().start(() -> {
      array.close();
      closed.set(true);
    });
    closer.join(200);
    assertThat(closed).isFalse();
    goOn.countDown();
    writer.join();
    closer.join();
    assertThat(Files.readAllBytes(file)[0]).isEqualTo((byte) 99);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
