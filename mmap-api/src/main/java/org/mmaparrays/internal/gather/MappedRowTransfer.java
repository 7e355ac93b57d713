package org.mmaparrays.internal.gather;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.stream.IntStream;
import org.mmaparrays.internal.concurrent.WorkStealingRanges;
import org.mmaparrays.internal.concurrent.WorkerThreads;
import org.mmaparrays.internal.linux.MemoryAdvice;
import org.mmaparrays.internal.memory.BackingFile;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.ReadAdvice;

/**
 * Copies sorted rows block by block, ascending, on as many threads as pay.
 *
 * <p>Before the first row of a block that is not in memory is touched, all its rows and those of the next block are prefetched
 * (madvise); without that, each page fault waits for the disk alone, and reads pages around it that no row needs. Without native
 * access there is no such advice, and {@link PreadRowTransfer} has many threads wait instead.
 */
public final class MappedRowTransfer implements RowTransfer {
  private static final int BLOCK_ROWS = 256;
  private static final long BLOCK_BYTES = 4L << 20;

  /** Pieces with so little between them are read as one: a disk reads as much in the time that one more request costs. */
  static final long GAP_BYTES = 16 << 10;

  /** A thread costs about as much as copying a few hundred kilobytes. */
  private static final long BYTES_FOR_HELP = 4L << 20;

  /** No copy of a row from memory takes that long, and most reads of a disk take longer. */
  private static final long SLOW_ROW_NANOS = 20_000;

  /** The time that a row may take which was read ahead. */
  private static final long READ_AHEAD_ROW_NANOS = 4_000;

  private final StridedMemory source;
  private final long rowBytes;
  private final int blockRows;
  private final boolean hasDisk;
  private final boolean canHint;
  private final boolean canRelease;
  private final boolean canReadFile;

  /**
   * Prepares copies.
   *
   * @param source an array with rows
   */
  MappedRowTransfer(StridedMemory source) {
    this.source = source;
    this.rowBytes = RowCopy.rowShape(source).elementCount() * source.type().byteSize();
    this.blockRows = Math.clamp(BLOCK_BYTES / Math.max(1, rowBytes), 1, BLOCK_ROWS);
    BackingFile file = source.scope().file();
    this.hasDisk = file != null && RowCopy.areDense(source);
    this.canHint = hasDisk && MemoryAdvice.isEnabled();
    // Private pages are nowhere else, neither to be given back nor in the file.
    this.canRelease = canHint && file != null && !file.isPrivate();
    this.canReadFile = hasDisk && !canHint && file != null && !file.isPrivate()
        && rowBytes <= PreadRowTransfer.LARGEST_ROW_BYTES;
  }

  @Override
  public void copy(SortedRows rows, MemorySegment target, long base, long[] strides, boolean swap) {
    new Run(rows, new RowCopy(source, target, base, strides, swap)).run();
  }

  /** One transfer. */
  private final class Run {
    private final SortedRows rows;
    private final RowCopy copy;
    private final boolean[] done;

    /** Set where blocks are not in memory and nothing can be hinted. */
    private volatile boolean leftToFile;

    private volatile boolean failed;

    Run(SortedRows rows, RowCopy copy) {
      this.rows = rows;
      this.copy = copy;
      this.done = new boolean[Math.ceilDiv(rows.count(), blockRows)];
    }

    void run() {
      int processors = Runtime.getRuntime().availableProcessors();
      int threads = rowBytes * rows.count() < BYTES_FOR_HELP ? 1 : Math.min(processors, done.length);
      WorkStealingRanges shares = new WorkStealingRanges(done.length, threads);
      WorkerThreads.runWithCaller(threads, thread -> new Worker().work(shares, thread));
      if (leftToFile) {
        int[] rest = IntStream.range(0, done.length).filter(block -> !done[block]).toArray();
        if (!new PreadRowTransfer(source, rows, copy).copy(rest, blockRows)) {
          for (int block : rest) {
            copyMapped(block);
          }
        }
      }
    }

    private int start(int block) {
      return block * blockRows;
    }

    private int end(int block) {
      return Math.min(rows.count(), start(block) + blockRows);
    }

    private long offset(int k) {
      return source.base() + rows.row(k) * source.stride(0);
    }

    private void copyMapped(int block) {
      copy.copy(rows, start(block), end(block));
    }

    /** Tells the kernel which rows are needed next, where neighbours are one piece. */
    private void hint(int block) {
      long from = offset(start(block));
      long to = from + rowBytes;
      for (int k = start(block) + 1; k < end(block); k++) {
        long next = offset(k);
        if (Math.min(Math.abs(next - to), Math.abs(from - (next + rowBytes))) <= GAP_BYTES || next == from) {
          from = Math.min(from, next);
          to = Math.max(to, next + rowBytes);
        } else {
          MemoryAdvice.advise(source.memory(), from, to, ReadAdvice.WILL_NEED);
          from = next;
          to = next + rowBytes;
        }
      }
      MemoryAdvice.advise(source.memory(), from, to, ReadAdvice.WILL_NEED);
    }

    /** Takes the pages of a block out of this process, so that it does not grow by all that is around the rows. */
    private void release(int block) {
      long first = offset(start(block));
      long last = offset(end(block) - 1);
      MemoryAdvice.advise(source.memory(), Math.min(first, last), Math.max(first, last) + rowBytes,
          ReadAdvice.DONE_WITH);
    }

    /** The state of one thread: the block that it has asked for, and whether blocks are slow. */
    private final class Worker {
      private int hinted = -1;
      private boolean slow;
      private boolean looked;

      void work(WorkStealingRanges shares, int thread) {
        try {
          for (long next = shares.take(thread); next >= 0 && !leftToFile && !failed; next =
              shares.take(thread)) {
            int block = (int) next;
            source.scope().checkOpen();
            boolean cold = isCold(block);
            if (cold && canReadFile) {
              leftToFile = true;
              return;
            }
            copy(block, cold);
            done[block] = true;
          }
        } catch (Throwable e) {
          failed = true;
          throw e;
        }
      }

      private boolean isCold(int block) {
        if (hinted == block) {
          return true; // Its rows are in memory, or on their way, because they were asked for.
        }
        return (canHint || canReadFile) && (!isResident(block) || (slow && !isTold()));
      }

      private void copy(int block, boolean cold) {
        long began = hasDisk ? System.nanoTime() : 0;
        if (cold) {
          hintAhead(block);
        }
        copyMapped(block);
        if (cold && canRelease) {
          release(block);
        }
        long rowNanos = (cold ? READ_AHEAD_ROW_NANOS : SLOW_ROW_NANOS) + rowBytes;
        slow = hasDisk && System.nanoTime() - began > (end(block) - start(block)) * rowNanos;
      }

      /** Returns whether the kernel says which pages are in memory: it does not for files that this user cannot write. */
      private boolean isTold() {
        BackingFile file = source.scope().file();
        return file != null && Files.isWritable(file.path());
      }

      private void hintAhead(int block) {
        if (hinted != block) {
          hint(block);
        }
        if (block + 1 < done.length) {
          hint(block + 1);
          hinted = block + 1;
        }
      }

      private boolean isResident(int block) {
        int looks = looked ? 1 : 4;
        looked = true;
        for (int look = 0; look < looks; look++) {
          long at = offset(start(block) + (end(block) - start(block)) * look / looks);
          if (!MemoryAdvice.isPageResident(source.memory(), at)) {
            return false;
          }
        }
        return true;
      }
    }
  }
}
