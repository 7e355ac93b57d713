package org.mmaparrays.internal.chunks;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.linux.FileAdvice;
import org.mmaparrays.internal.memory.MemoryScope;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.StorageFaultException;

/**
 * Chunks read from the file into one buffer, with a channel of its own: an interrupt, which closes channels, ends this reader
 * and no other.
 *
 * <p>With native access, pages that were not in the page cache before the scan leave it again, so that the scan of a huge file
 * evicts nothing else.
 */
public final class BufferedChunkReader implements ChunkReader {
  private final StridedMemory all;
  private final FileChannel channel;
  private final FileAdvice hints;
  private final MemorySegment buffer;
  private final Runnable whenClosed;
  private final @Nullable ReadAhead ahead;

  private MemoryScope lent = MemoryScope.IN_MEMORY;
  private long readTo;

  /** The rows that were evicted last; they are evicted again with their neighbours, since the kernel keeps pages in large pieces. */
  private RowRange gone = new RowRange(0, 0);

  /**
   * Reads rows of a file.
   *
   * @param all the rows, mapped and side by side
   * @param buffer takes the largest chunk
   * @param whenClosed takes the buffer back
   */
  public BufferedChunkReader(StridedMemory all, FileChannel channel, FileAdvice hints, MemorySegment buffer,
      Runnable whenClosed) {
    this.all = all;
    this.channel = channel;
    this.hints = hints;
    this.buffer = buffer;
    this.whenClosed = whenClosed;
    this.ahead = ReadAhead.of(all);
  }

  @Override
  public StridedMemory read(RowRange rows) {
    withdraw();
    all.scope().checkOpen();
    if (ahead != null) {
      ahead.reading(rows);
    }
    StridedMemory there = all.rows(rows);
    long bytes = there.shape().elementCount() * there.type().byteSize();
    fill(rows, buffer.asSlice(0, bytes).asByteBuffer(), all.scope().fileOffset() + there.base());
    all.scope().checkOpen(); // After a close another writer may have written while this was read.
    readTo = rows.to();
    letGo();
    lent = MemoryScope.ofCopy("rows " + rows + " of " + all.scope().array());
    return new StridedMemory(buffer.asReadOnly(), lent, there.type(), there.shape(), 0, there.strides());
  }

  private void fill(RowRange rows, ByteBuffer target, long position) {
    try {
      while (target.hasRemaining()) {
        int count = channel.read(target, position);
        if (count < 0) {
          throw new EOFException("the file ends at byte " + channel.size());
        }
        position += count;
      }
    } catch (ClosedByInterruptException interrupted) {
      CancellationException cancelled = new CancellationException(
          all.scope().array() + ": interrupted while rows " + rows + " were read");
      cancelled.initCause(interrupted);
      throw cancelled;
    } catch (IOException failed) {
      throw new StorageFaultException(
          all.scope().array() + ": rows " + rows + " could not be read from byte " + position
              + ": " + FileFault.reason(failed) + "; close the array and verify the file",
          failed);
    }
  }

  /** Evicts the pages that this scan has brought into the page cache. */
  private void letGo() {
    if (ahead == null) {
      return;
    }
    for (RowRange cold = ahead.coldBefore(readTo); cold != null; cold = ahead.coldBefore(readTo)) {
      long from = gone.to() == cold.from() ? gone.from() : cold.from();
      StridedMemory rows = all.rows(new RowRange(from, cold.to()));
      hints.doneWith(all.scope().fileOffset() + rows.start(), all.scope().fileOffset() + rows.end());
      gone = cold;
    }
  }

  /** Withdraws the view of the rows in the buffer, which is about to have others. */
  private void withdraw() {
    if (!lent.equals(MemoryScope.IN_MEMORY)) {
      lent.close();
    }
  }

  @Override
  public void close() {
    withdraw();
    whenClosed.run();
    try {
      channel.close();
    } catch (IOException failed) {
      throw new StorageFaultException(all.scope().array() + ": " + FileFault.reason(failed), failed);
    }
  }
}
