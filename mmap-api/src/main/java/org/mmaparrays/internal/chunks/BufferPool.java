package org.mmaparrays.internal.chunks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A pool of memory for chunks that are copied; its memory is freed once no view of it is reachable. */
public final class BufferPool {
  private final BlockingQueue<MemorySegment> spare =
      new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());

  /** Returns memory of at least so many bytes. */
  public MemorySegment take(long bytes) {
    MemorySegment used = spare.poll();
    return used != null && used.byteSize() >= bytes ? used : Arena.ofAuto().allocate(bytes, Long.BYTES);
  }

  /** Returns a buffer to the pool; the caller has withdrawn the views of it. */
  public void giveBack(MemorySegment buffer) {
    boolean ignored = spare.offer(buffer); // Or it is one too many.
  }
}
