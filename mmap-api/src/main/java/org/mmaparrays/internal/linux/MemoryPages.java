package org.mmaparrays.internal.linux;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The pages of memory, on Linux. */
public final class MemoryPages {
  private static final Path AUXILIARY_VECTOR = Path.of("/proc/self/auxv");
  private static final long AT_PAGESZ = 6;
  private static final long USUAL_BYTES = 4096;
  private static final long BYTES = look();

  private MemoryPages() {}

  /** Returns the size of a page, as the kernel told this process when it started. */
  public static long bytes() {
    return BYTES;
  }

  private static long look() {
    if (!Files.isReadable(AUXILIARY_VECTOR)) {
      return USUAL_BYTES;
    }
    // Not through a channel, which an interrupt would close, and this class would stay unusable.
    try (InputStream in = new FileInputStream(AUXILIARY_VECTOR.toFile())) {
      ByteBuffer vector = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.nativeOrder());
      while (vector.remaining() >= 2 * Long.BYTES) {
        long type = vector.getLong();
        long value = vector.getLong();
        if (type == AT_PAGESZ) {
          return value;
        }
      }
      return USUAL_BYTES;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // The process's own, and readable.
    }
  }
}
