package org.mmaparrays.internal.gather;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.mmaparrays.internal.concurrent.WorkerThreads;
import org.mmaparrays.internal.memory.BackingFile;
import org.mmaparrays.internal.memory.MemoryScope;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.StorageFaultException;

/**
 * Sorted rows read from the file and not through the mapping, by so many threads that the disk always has something to do.
 *
 * <p>For data that is not in memory, where the kernel cannot be told what is needed next. Memory that others map and the
 * file are the same to the system: a change through a view that is not flushed yet is read here as well.
 */
public final class PreadRowTransfer {
  private static final int THREADS = 32;

  /** The rows that one thread reads one after another. */
  private static final int ROWS_AT_ONCE = 8;

  /** The buffers of all threads would take too much for longer rows, which the kernel reads ahead by itself. */
  static final long LARGEST_ROW_BYTES = 1 << 20;

  /** Neighbours are read together up to so many bytes. */
  private static final int BUFFER_BYTES = 128 << 10;

  private final StridedMemory source;
  private final SortedRows rows;
  private final RowCopy copy;
  private final ArraySpec oneRow;

  /**
   * Prepares reading.
   *
   * @param source mapped from a file, not in private; its rows are dense
   */
  public PreadRowTransfer(StridedMemory source, SortedRows rows, RowCopy copy) {
    this.source = source;
    this.rows = rows;
    this.copy = copy;
    long[] dims = source.shape().dims();
    dims[0] = 1;
    this.oneRow = ArraySpec.of(source.type(), dims);
  }

  /**
   * Copies blocks of rows to their places; false, and nothing is copied, if the file cannot be opened any more or another
   * has its name.
   */
  public boolean copy(int[] blocks, int blockRows) {
    BackingFile file = source.scope().file();
    long rowBytes = oneRow.byteSize();
    if (file == null || rowBytes > LARGEST_ROW_BYTES) {
      return false;
    }
    Optional<FileChannel> first = file.open();
    if (first.isEmpty()) {
      return false;
    }
    int piecesPerBlock = Math.ceilDiv(blockRows, ROWS_AT_ONCE);
    int pieces = blocks.length * piecesPerBlock;
    AtomicInteger next = new AtomicInteger();
    WorkerThreads.runForCaller(Math.min(THREADS, pieces), thread -> {
      // Channels of their own: on one, their reads together would look like one sequential reader to the kernel, which
      // would then read far ahead.
      Optional<FileChannel> opened = thread == 1 ? first : file.open();
      if (opened.isEmpty()) {
        return; // The others do it.
      }
      try (FileChannel channel = opened.get()) {
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.max(rowBytes, BUFFER_BYTES));
        for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
          source.scope().checkOpen();
          int block = blocks[piece / piecesPerBlock];
          int start = block * blockRows + piece % piecesPerBlock * ROWS_AT_ONCE;
          int end = Math.min((block + 1) * blockRows, rows.count());
          read(channel, file.offset(), buffer, start, Math.min(start + ROWS_AT_ONCE, end));
        }
      } catch (IOException fault) {
        next.set(pieces);
        throw new StorageFaultException(
            source.scope().array() + ": rows could not be read: the file was truncated, or the"
                + " disk failed; close the array and verify the file",
            fault);
      } catch (RuntimeException | Error e) {
        next.set(pieces);
        throw e;
      }
    });
    return true;
  }

  private void read(FileChannel channel, long fileOffset, ByteBuffer buffer, int from, int to)
      throws IOException {
    int end;
    for (int start = from; start < to; start = end) {
      long first = offset(start);
      long last = first;
      end = start + 1;
      while (end < to && isNear(first, last, offset(end), buffer.capacity())) {
        last = offset(end++);
      }
      long low = Math.min(first, last);
      int length = (int) (Math.max(first, last) - low + oneRow.byteSize());
      readFully(channel, fileOffset + low, buffer.clear().limit(length));
      StridedMemory inBuffer =
          new StridedMemory(MemorySegment.ofBuffer(buffer.flip()), MemoryScope.IN_MEMORY, source.type(),
              source.shape(),
              source.base() - low, source.strides());
      copy.from(inBuffer).copy(rows, start, end);
    }
  }

  private boolean isNear(long first, long last, long next, long most) {
    return Math.abs(next - last) <= oneRow.byteSize() + MappedRowTransfer.GAP_BYTES
        && Math.abs(next - first) + oneRow.byteSize() <= most;
  }

  private long offset(int k) {
    return source.base() + rows.row(k) * source.stride(0);
  }

  private static void readFully(FileChannel channel, long position, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("the file ends at byte " + channel.size() + ", before byte "
            + (position + buffer.limit()));
      }
    }
  }
}
