package org.mmaparrays.internal.chunks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Memory for chunks that are copied, used again by those who come later; freed with this, and never while somebody can read it. */
public final class BufferPool {
  private final BlockingQueue<MemorySegment> spare =
      new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());

  /** So many bytes at least. */
  public MemorySegment take(long bytes) {
    MemorySegment used = spare.poll();
    return used != null && used.byteSize() >= bytes ? used : Arena.ofAuto().allocate(bytes, Long.BYTES);
  }

  /** What nobody fills any more; whoever has kept a view of it could still read it. */
  public void giveBack(MemorySegment buffer) {
    boolean ignored = spare.offer(buffer); // Or it is one too many.
  }
}
