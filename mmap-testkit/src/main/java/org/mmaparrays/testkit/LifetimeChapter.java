package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.spi.Capability;

/** The rules of lifetime: closing, and the files that it leaves. */
abstract class LifetimeChapter extends MalformedChapter {
  private static final Duration TIME_TO_UNMAP = Duration.ofSeconds(10);

  LifetimeChapter() {}

  /** LIFETIME-1: every use of a closed array or a view of it is an IllegalStateException. */
  @Rule("LIFETIME-1")
  final void lifetime1_useAfterClose() throws IOException {
    StoredArray array = opener(copyOf(golden())).open();
    NdArray view = array.view();
    NdArray slice = view.flip(0);
    long[] first = new long[view.shape().rank()];
    array.close();
    assertThat(array.isOpen()).isFalse();
    assertThatThrownBy(array::view).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    assertThatThrownBy(array::load).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(array::flush).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> view.getValue(first)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> slice.getValue(first)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(view::copy).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(view::segment).isInstanceOf(IllegalStateException.class);
  }

  /** LIFETIME-2: closing again does nothing. */
  @Rule("LIFETIME-2")
  final void lifetime2_closeTwice() throws IOException {
    StoredArray array = opener(copyOf(golden())).open();
    array.close();
    array.close();
  }

  /** LIFETIME-3: threads that read while another closes get true values, then IllegalStateException at the next bulk read, and no interrupt. */
  @Rule("LIFETIME-3")
  final void lifetime3_closeUnderReaders() throws Exception {
    Golden golden = golden();
    Path file = copyOf(golden);
    Object expected = golden.values().apply(0);
    for (int round = 0; round < 20; round++) {
      StoredArray array = opener(file).open();
      NdArray view = array.view();
      long[] first = new long[view.shape().rank()];
      CountDownLatch reading = new CountDownLatch(2);
      inParallel(thread -> {
        if (thread == 0) {
          awaitQuietly(reading);
          array.close();
          return;
        }
        try {
          assertThat(view.getValue(first)).isEqualTo(expected);
          reading.countDown();
          while (true) {
            assertThat(view.getValue(first)).isEqualTo(expected);
            assertThat(view.copy().getValue(first)).isEqualTo(expected);
          }
        } catch (IllegalStateException closed) {
          assertThat(Thread.interrupted()).isFalse();
        } finally {
          // Also when the elements are wrong: the array is closed all the same, and the rule fails rather than hangs.
          reading.countDown();
        }
      });
    }
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError("a reader must not be interrupted", e);
    }
  }

  /** LIFETIME-4: once closed and out of reach, neither a descriptor nor a mapping of the file is left. */
  @Rule("LIFETIME-4")
  @EnabledOnOs(OS.LINUX)
  final void lifetime4_nothingLeaks() throws Exception {
    Path file = copyOf(golden());
    opener(file).open().close();
    opener(file).open(OpenMode.COPY_ON_WRITE).close();
    String name = name(file).toString();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(descriptors.filter(Files::exists).map(LifetimeChapter::linkTarget))
          .noneMatch(open -> open.contains(folder.toString()));
    }
    // Mappings go some time after they have become unreachable.
    long start = System.nanoTime();
    while (isMapped(name) && System.nanoTime() - start < TIME_TO_UNMAP.toNanos()) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(isMapped(name)).as("a mapping of %s is left", name).isFalse();
  }

  static String linkTarget(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException goneMeanwhile) {
      return "";
    }
  }

  private boolean isMapped(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .anyMatch(line -> line.contains(folder.resolve(name).toString()));
  }

  /** LIFETIME-5: closing alone keeps elements that were set, without a flush. */
  @Rule(value = "LIFETIME-5", needs = Capability.WRITE)
  final void lifetime5_closeKeepsChanges() throws IOException {
    Path file = copyOf(golden());
    try (StoredArray array = opener(file).open(OpenMode.READ_WRITE)) {
      Samples.fill(array.view());
    }
    try (StoredArray array = opener(file).open()) {
      Indices.assertElements(array.view(), position -> Samples.value(array.spec().dtype(), position));
    }
  }
}
