package org.mmaparrays.internal.chunks;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.linux.MemoryAdvice;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.RowRange;

/**
 * Asks for rows of a mapped file before they are read, by one thread and in their order, and tells which were not in memory.
 *
 * <p>Rows that are in memory are not asked for, so that a scan of cached data costs a few looks for every 4 MiB. Does nothing
 * without native access, or where rows do not lie side by side.
 */
public final class ReadAhead {
  private static final long WINDOW_BYTES = 4L << 20;

  /** Windows that are asked for beyond the rows that are being read. */
  private static final int WINDOWS_ASKED = 2;

  /**
   * Windows that are looked at beyond the rows that are being read: more than the kernel reads ahead by
   * itself, so that pages which it has read because of this scan do not count as cached before.
   */
  private static final int WINDOWS_LOOKED = 8;

  private final MemorySegment mapped;
  private final long start;
  private final long rowBytes;
  private final long rowCount;
  private final long rowsPerWindow;

  /** Rows that were not in memory when they were looked at, window by window, from those that are being read on. */
  private final Deque<RowRange> cold = new ArrayDeque<>();

  private long next = -1;
  private long looked;
  private long asked;

  private ReadAhead(StridedMemory view) {
    this.mapped = view.memory();
    this.start = view.base();
    this.rowCount = RowRange.all(view.shape()).count();
    this.rowBytes = view.shape().elementCount() / rowCount * view.type().byteSize();
    this.rowsPerWindow = Math.max(1, WINDOW_BYTES / rowBytes);
  }

  /** Returns the read-ahead for the rows of a view; null if they are of no file, or there is no native access. */
  static @Nullable ReadAhead of(StridedMemory view) {
    boolean useful = MemoryAdvice.isEnabled() && view.scope().file() != null
        && view.shape().elementCount() > 0 && view.isDense(MemoryOrder.C);
    return useful ? new ReadAhead(view) : null;
  }

  /** Takes note that rows are about to be read, and asks for those after them. */
  void reading(RowRange rows) {
    if (rows.from() != next) {
      cold.clear();
      looked = rows.from();
      asked = rows.from();
    }
    next = rows.to();
    for (long end = windowsBeyond(rows, WINDOWS_LOOKED); looked < end;) {
      RowRange window = new RowRange(looked, Math.min(looked + rowsPerWindow, rowCount));
      if (!MemoryAdvice.isResident(mapped, offset(window.from()), offset(window.to()))) {
        cold.add(window);
      }
      looked = window.to();
    }
    if (cold.isEmpty() || !MemoryAdvice.isReady()) {
      return; // Until advice is cheap, the kernel's own read-ahead is enough.
    }
    long end = windowsBeyond(rows, WINDOWS_ASKED);
    for (RowRange window : cold) {
      if (window.from() >= asked && window.from() < end) {
        MemoryAdvice.advise(mapped, offset(window.from()), offset(window.to()), ReadAdvice.WILL_NEED);
        asked = window.to();
      }
    }
  }

  /** Returns the next rows that were not in memory before, and all come before the given one; each is told once. */
  @Nullable
  RowRange coldBefore(long row) {
    RowRange first = cold.peek();
    return first == null || first.to() > row ? null : cold.poll();
  }

  private long windowsBeyond(RowRange rows, int windows) {
    return Math.min(rowCount, rows.to() + windows * rowsPerWindow);
  }

  private long offset(long row) {
    return start + row * rowBytes;
  }
}
