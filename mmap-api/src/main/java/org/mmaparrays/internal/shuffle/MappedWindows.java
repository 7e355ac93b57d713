package org.mmaparrays.internal.shuffle;

import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.chunks.PageCacheWarmer;
import org.mmaparrays.internal.concurrent.DaemonThreads;
import org.mmaparrays.internal.gather.RowCopy;
import org.mmaparrays.internal.linux.MemoryAdvice;
import org.mmaparrays.internal.memory.BackingFile;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.RowRange;

/**
 * Brings the windows of a shuffle into the page cache, each from its start to its end, while the one before is served.
 *
 * <p>No copy of a window is kept: the kernel evicts the pages last that were read last, so that the page cache serves even where
 * little more than two windows fit. Pages that have been served leave the process.
 */
public final class MappedWindows implements ShuffleWindows {
  /** Small windows are read ahead several at a time, which pays for the thread. */
  private static final long LEAST_BYTES = 16L << 20;

  private final StridedMemory source;
  private final WindowShuffle order;
  private final RowCopy copy;
  private final long rowBytes;
  private final int windowsAtOnce;
  private final @Nullable BackingFile file;

  private @Nullable Thread reading;
  /** The windows before this one have been read, or are being read. */
  private int asked;
  /** The windows from this one on have not been waited for. */
  private int unawaited;

  private int served;
  private volatile boolean cold;

  public MappedWindows(StridedMemory source, WindowShuffle order, StridedMemory buffer) {
    this.source = source;
    this.order = order;
    this.copy = new RowCopy(source, buffer.memory(), buffer.base(), buffer.strides(), false);
    this.rowBytes = Math.max(1, RowCopy.rowShape(source).elementCount() * source.type().byteSize());
    this.file = RowCopy.areDense(source) && source.shape().elementCount() > 0 ? source.scope().file() : null;
    this.windowsAtOnce = Math.clamp(LEAST_BYTES / (order.windowRows() * rowBytes), 1, Integer.MAX_VALUE);
  }

  /** Those after it then are being read. */
  @Override
  public void enter(int index) {
    if (file == null) {
      return;
    }
    if (index == asked) {
      ask();
    }
    if (index == unawaited) {
      await();
      release(index);
      unawaited = asked;
      ask();
    }
  }

  @Override
  public void copy(long row, long place) {
    copy.copy(row, place);
  }

  private void ask() {
    int from = asked;
    int to = (int) Math.min(order.count(), (long) from + windowsAtOnce);
    asked = to;
    BackingFile mapped = file;
    if (from < to && mapped != null) {
      try {
        reading = DaemonThreads.start("window", () -> read(mapped, from, to));
      } catch (OutOfMemoryError noMoreThreads) {
        reading = null; // Then the caller's thread reads.
      }
    }
  }

  private void await() {
    Thread started = reading;
    boolean interrupted = false;
    while (started != null) {
      try {
        started.join();
        started = null;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private long start(RowRange rows) {
    return Math.min(offset(rows.from()), offset(rows.to() - 1));
  }

  private long end(RowRange rows) {
    return Math.max(offset(rows.from()), offset(rows.to() - 1)) + rowBytes;
  }

  private long offset(long row) {
    return source.base() + row * source.stride(0);
  }

  private void release(int before) {
    for (; served < before; served++) {
      if (cold && file != null && !file.isPrivate()) {
        RowRange rows = order.window(served);
        MemoryAdvice.advise(source.memory(), start(rows), end(rows), ReadAdvice.DONE_WITH);
      }
    }
  }

  /** Runs in a thread of its own; a failure is met again, and reported, by the caller's thread. */
  private void read(BackingFile from, int first, int end) {
    try (PageCacheWarmer fill = new PageCacheWarmer(from, source.scope())) {
      for (int index = first; index < end && source.scope().isOpen(); index++) {
        RowRange rows = order.window(index);
        if (MemoryAdvice.isResident(source.memory(), start(rows), end(rows))) {
          continue;
        }
        cold = true;
        if (MemoryAdvice.isEnabled()) {
          MemoryAdvice.advise(source.memory(), start(rows), end(rows), ReadAdvice.WILL_NEED);
        } else {
          fill.fill(start(rows), end(rows));
        }
      }
    } catch (InternalError fault) {
      // The same file is read again through the mapping, by the caller's thread.
    }
  }
}
