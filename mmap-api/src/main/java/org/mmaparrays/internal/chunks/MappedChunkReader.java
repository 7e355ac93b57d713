package org.mmaparrays.internal.chunks;

import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.RowRange;

/** Chunks as views, without copying; of a file, what comes next is asked for while these are worked on. */
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
        // Nobody needs to know.
      }
    }
    return all.rows(rows);
  }
}
