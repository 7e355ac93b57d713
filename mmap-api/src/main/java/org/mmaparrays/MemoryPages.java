package org.mmaparrays;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The pages of memory, on Linux. */
final class MemoryPages {
  private static final Path AUXILIARY_VECTOR = Path.of("/proc/self/auxv");
  private static final long AT_PAGESZ = 6;
  private static final long USUAL_BYTES = 4096;
  private static final long BYTES = look();

  private MemoryPages() {}

  /** The size of a page: what the kernel told this process when it started. */
  static long bytes() {
    return BYTES;
  }

  private static long look() {
    if (!Files.isReadable(AUXILIARY_VECTOR)) {
      return USUAL_BYTES;
    }
    try {
      ByteBuffer vector =
          ByteBuffer.wrap(Files.readAllBytes(AUXILIARY_VECTOR)).order(ByteOrder.nativeOrder());
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
