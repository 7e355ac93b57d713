package org.mmaparrays.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A failure names the file, once. */
final class FileFaultTest {
  private static final Path FILE = Path.of("data.npy");

  private static void fails(IOException failure) throws IOException {
    FileFault.named(FILE, () -> {
      throw failure;
    });
  }

  @Test
  void whatNamesNoFileGetsTheName() {
    IOException cause = new IOException("Input/output error");
    assertThatThrownBy(() -> fails(cause)).isExactlyInstanceOf(FileSystemException.class)
        .hasMessage("data.npy: Input/output error; see to the disk, and try again").hasCause(cause);
  }

  @Test
  void whatNamesAFileStays() {
    IOException other = new NoSuchFileException("other.npy");
    assertThatThrownBy(() -> fails(other)).isSameAs(other);
    IOException ours = new IOException("data.npy: short");
    assertThatThrownBy(() -> fails(ours)).isSameAs(ours);
  }

  @Test
  void whatDoesNotFailIsGiven() throws IOException {
    assertThat(FileFault.named(FILE, () -> 7)).isEqualTo(7);
  }
}
