package org.mmaparrays.internal.chunks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.internal.linux.MemoryAdvice;
import org.mmaparrays.internal.memory.BackingFile;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.support.DeclaredStore;

class PageCacheWarmerTest {
  private static final int BYTES = 4 << 20;

  @TempDir
  Path folder;

  private Path file;
  private StoredArray array;
  private NdArray view;

  /** An array of sevens of which nothing is in memory. */
  @BeforeEach
  void coldArray() throws IOException {
    assumeTrue(MemoryAdvice.isEnabled(), "pages leave memory through native access");
    assumeFalse(Files.getFileStore(folder).type().equals("tmpfs"), "files in memory never leave it");
    byte[] sevens = new byte[BYTES];
    Arrays.fill(sevens, (byte) 7);
    file = Files.write(folder.resolve("x"), sevens);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    array = ArrayStores.opener(ArrayRef.of(file)).store(new DeclaredStore())
        .layout(ArraySpec.of(DType.INT8, BYTES >> 10, 1 << 10), 0).open();
    view = array.view();
    array.advise(ReadAdvice.DONE_WITH);
    assertThat(MemoryAdvice.isResident(view.memory, 0, BYTES)).isFalse();
  }

  @AfterEach
  void close() {
    if (array != null) {
      array.close();
    }
  }

  private PageCacheWarmer fill() {
    BackingFile mapped = view.scope.file();
    assertThat(mapped).isNotNull();
    return new PageCacheWarmer(mapped, view.scope);
  }

  @Test
  void whatIsFilledIsInMemory() {
    try (PageCacheWarmer fill = fill()) {
      fill.fill(0, BYTES);
      assertThat(view.segment().isLoaded()).isTrue();
    }
  }

  @Test
  void anInterruptStopsItAndIsKept() {
    try (PageCacheWarmer fill = fill()) {
      Thread.currentThread().interrupt();
      fill.fill(0, BYTES);
      fill.fill(0, BYTES);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(view.getByte(BYTES / 1024 - 1, 1023)).isEqualTo((byte) 7);
    }
  }

  @Test
  void aFileThatHasTheNameNowIsNotReadForTheOneThatIsMapped() throws IOException {
    Files.delete(file);
    Files.write(file, new byte[BYTES]);
    try (PageCacheWarmer fill = fill()) {
      fill.fill(0, BYTES);
      assertThat(MemoryAdvice.isResident(view.memory, 0, BYTES)).isFalse();
      assertThat(view.getByte(0, 0)).isEqualTo((byte) 7);
    }
  }
}
