package org.mmaparrays.internal.chunks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.memory.BackingFile;
import org.mmaparrays.internal.memory.MemoryScope;

/**
 * Brings parts of a mapped file into the page cache by reading them, where the kernel cannot be told to. Of one thread, which is
 * not the one that waits for them: reading first and touching then takes longer than touching.
 */
public final class PageCacheWarmer implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final BackingFile file;
  private final MemoryScope scope;
  private @Nullable FileChannel channel;
  private @Nullable ByteBuffer nowhere;
  private boolean refused;

  public PageCacheWarmer(BackingFile file, MemoryScope scope) {
    this.file = file;
    this.scope = scope;
  }

  /** Reads a range of bytes of the memory that is mapped; a failure is reported by the later access to the mapping. */
  public void fill(long from, long to) {
    if (refused) {
      return;
    }
    try {
      if (channel == null) {
        channel = file.open().orElse(null);
        nowhere = ByteBuffer.allocateDirect(BUFFER_BYTES);
      }
      if (channel == null || nowhere == null) {
        refused = true;
        return;
      }
      for (long at = from; at < to && scope.isOpen(); at += BUFFER_BYTES) {
        channel.read(nowhere.clear().limit((int) Math.min(BUFFER_BYTES, to - at)), file.offset() + at);
      }
    } catch (IOException failed) {
      refused = true; // An interrupt, for one, has closed the channel; the mapping serves later accesses.
    }
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // It was only read.
    }
  }
}
