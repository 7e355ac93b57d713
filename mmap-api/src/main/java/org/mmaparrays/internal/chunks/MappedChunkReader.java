package org.mmaparrays.internal.chunks;

import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.RowRange;

/** A reader of chunks as views, without copying; of a file, it prefetches the chunks that follow. */
public final class MappedChunkReader implements ChunkReader {
  private final StridedMemory all;
  private final @Nullable ReadAhead ahead;

  public MappedChunkReader(StridedMemory all) {
    this.all = all;
    this.ahead = ReadAhead.of(all);
  }

  @Override
  public StridedMemory read(RowRange rows) {
    all.scope().checkOpen();
    if (ahead != null) {
      ahead.reading(rows);
      while (ahead.coldBefore(rows.from()) != null) {
        // Mapped pages are left to the kernel.
      }
    }
    return all.rows(rows);
  }
}
