package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.support.DeclaredStore;

/** Threads that use an array while another thread closes it. */
@Timeout(600)
class ClosingTest {
  private static final int SIZE = 1 << 20;

  @TempDir
  Path folder;

  private StoredArray open(OpenMode mode) throws IOException {
    Path file = folder.resolve("x");
    if (!Files.exists(file)) {
      Files.write(file, new byte[SIZE]);
    }
    return ArrayStores.opener(ArrayRef.of(file)).store(new DeclaredStore())
        .layout(ArraySpec.of(DType.INT8, 1024, 1024), 0).open(mode);
  }

  /** An endless loop that does one thing. */
  private static Thread loop(Runnable use, CountDownLatch warm, AtomicReference<Throwable> end) {
    return Thread.ofPlatform().daemon().start(() -> {
      try {
        for (long i = 0; true; i++) {
          use.run();
          if (i == 100_000) {
            warm.countDown();
          }
        }
      } catch (Throwable thrown) {
        end.set(thrown);
      }
    });
  }

  private void assertNoticed(Runnable use, StoredArray array) throws Exception {
    CountDownLatch warm = new CountDownLatch(1);
    AtomicReference<Throwable> end = new AtomicReference<>();
    Thread thread = loop(use, warm, end);
    warm.await();
    array.close();
    thread.join();
    assertThat(end.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
  }

  @Test
  void aLoopOfSettersNoticesIt() throws Exception {
    StoredArray array = open(OpenMode.READ_WRITE);
    NdArray view = array.view();
    assertNoticed(() -> view.setByte(5, 5, (byte) 1), array);
  }

  @Test
  void aLoopOfBulkReadsNoticesIt() throws Exception {
    StoredArray array = open(OpenMode.READ);
    NdArray view = array.view();
    byte[] row = new byte[1024];
    assertNoticed(() -> view.getRow(5, row), array);
  }

  @Test
  void aLoopOfGettersReadsTrueValuesAndThenNoticesWhatHappenedBefore() throws Exception {
    for (int time = 0; time < 20; time++) {
      StoredArray array = open(OpenMode.READ);
      NdArray view = array.view();
      CountDownLatch reading = new CountDownLatch(1);
      CountDownLatch closed = new CountDownLatch(1);
      AtomicLong wrong = new AtomicLong();
      AtomicReference<Throwable> end = new AtomicReference<>();
      Thread reader = Thread.ofPlatform().start(() -> {
        try {
          for (int repetition = 0; repetition < 50; repetition++) {
            reading.countDown();
            for (int i = 0; i < 1024; i++) {
              for (int j = 0; j < 1024; j++) {
                wrong.addAndGet(view.getByte(i, j));
              }
            }
          }
        } catch (IllegalStateException noticed) {
          // As it may.
        }
        try {
          closed.await();
          byte ignored = view.getByte(0, 0);
        } catch (Throwable thrown) {
          end.set(thrown);
        }
      });
      reading.await();
      array.close();
      closed.countDown();
      reader.join();
      assertThat(wrong.get()).isZero();
      assertThat(end.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }
  }

  @Test
  void whoeverClosesCannotReadAfterwards() throws IOException {
    StoredArray array = open(OpenMode.READ);
    NdArray view = array.view();
    for (int i = 0; i < 100_000; i++) {
      assertThat(view.getByte(i & 1023, 7) == 0).isTrue();
    }
    array.close();
    assertThatThrownBy(() -> view.getByte(0, 7)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> view.getValue(0, 7)).isInstanceOf(IllegalStateException.class);
  }
}
