package org.mmaparrays;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Brings parts of a mapped file into the page cache by reading them, where the kernel cannot be told to. Of one thread, which is
 * not the one that waits for them: reading first and touching then takes longer than touching.
 */
final class CacheFill implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final MappedFile file;
  private final Lease lease;
  private @Nullable FileChannel channel;
  private @Nullable ByteBuffer nowhere;
  private boolean refused;

  CacheFill(MappedFile file, Lease lease) {
    this.file = file;
    this.lease = lease;
  }

  /** Reads a range of bytes of the memory that is mapped; what fails here is met again, and reported, by who touches it. */
  void fill(long from, long to) {
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
      for (long at = from; at < to && lease.isOpen(); at += BUFFER_BYTES) {
        channel.read(nowhere.clear().limit((int) Math.min(BUFFER_BYTES, to - at)), file.offset() + at);
      }
    } catch (IOException failed) {
      refused = true; // An interrupt, for one, has closed the channel; the mapping serves whoever goes on.
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
