package org.mmaparrays.benchmarks.compare.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.List;

/** The pages of a file that the operating system has in memory: dropped, filled, counted. No other file's pages are dropped. */
public final class PageCache {
  private static final int PAGE = 4096;
  private static final int SAMPLES = 1024;
  private static final int BLOCK = 1 << 20;

  private PageCache() {}

  /** Writes dirty pages to the disk, and asks the system to forget the file's pages: what {@code dd} is documented for. */
  public static void drop(Path file) throws IOException, InterruptedException {
    Sides.Ran ran = Sides.Ran.of(
        List.of("dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none"));
    if (ran.code() != 0) {
      throw new IOException("dd cannot drop " + file + " from memory: " + ran.lastLine());
    }
  }

  /** Reads all of a file, from its beginning to its end. */
  public static void fill(Path file) throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(block) >= 0) {
        block.clear();
      }
    }
  }

  /** About which part of a file is in memory, from 0 to 1. */
  public static double resident(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file); Arena arena = Arena.ofConfined()) {
      long pages = channel.size() / PAGE;
      if (pages == 0) {
        return 1;
      }
      MemorySegment all = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      int loaded = 0;
      int samples = (int) Math.min(pages, SAMPLES);
      for (int k = 0; k < samples; k++) {
        loaded += all.asSlice(pages * k / samples * PAGE, PAGE).isLoaded() ? 1 : 0;
      }
      return (double) loaded / samples;
    }
  }
}
