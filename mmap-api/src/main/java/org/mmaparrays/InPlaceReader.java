package org.mmaparrays;

import org.jspecify.annotations.Nullable;

/** Chunks as views, without copying; of a file, what comes next is asked for while these are worked on. */
final class InPlaceReader implements ChunkReader {
  private final StridedMemory all;
  private final @Nullable ReadAhead ahead;

  InPlaceReader(StridedMemory all) {
    this.all = all;
    this.ahead = ReadAhead.of(all);
  }

  @Override
  public StridedMemory read(RowRange rows) {
    all.lease().checkOpen();
    if (ahead != null) {
      ahead.reading(rows);
      while (ahead.coldBefore(rows.from()) != null) {
        // Nobody needs to know.
      }
    }
    return all.rows(rows);
  }
}
