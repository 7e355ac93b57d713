package org.mmaparrays;

import org.jspecify.annotations.Nullable;

/** Chunks as views, without copying; of a file, what comes next is asked for while these are worked on. */
final class InPlaceReader implements ChunkReader {
  private final NdArray all;
  private final @Nullable ReadAhead ahead;
  /** Where nothing can be asked for. */
  private final @Nullable CacheFill fill;

  InPlaceReader(NdArray all) {
    this.all = all;
    this.ahead = ReadAhead.of(all);
    MappedFile file = all.lease.file();
    this.fill =
        !NativeHints.isEnabled() && file != null && all.shape.elementCount() > 0 && all.isDense(MemoryOrder.C)
            ? new CacheFill(file, all.lease)
            : null;
  }

  @Override
  public NdArray read(RowRange rows) {
    all.lease.checkOpen();
    NdArray view = all.rows(rows);
    if (ahead != null) {
      ahead.reading(rows);
      while (ahead.coldBefore(rows.from()) != null) {
        // Nobody needs to know.
      }
    } else if (fill != null && !NativeHints.isResident(all.memory, view.start(), view.end())) {
      fill.fill(view.start(), view.end());
    }
    return view;
  }

  @Override
  public void close() {
    if (fill != null) {
      fill.close();
    }
  }
}
