package org.mmaparrays;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.spi.Storage;

/** One mapping of one array's bytes: made once the file is known to have them, shared by all views. */
final class Mapping {
  /** Reading so little between two pieces is cheaper than asking for each. */
  private static final long GAP_BYTES = 64 << 10;

  /** Of the 65,530 pieces that a process may have by default. */
  private static final int MAX_PATTERNS = 1000;

  /** A pattern in the middle of a mapping makes two more of it. */
  private static final int PIECES_OF_PATTERN = 2;

  private final Lease lease;
  private final Lease streaming;
  private final MemorySegment memory;
  private final OpenMode mode;
  private final MemorySegment original;
  private final NativeFile hints;

  /** Advice that has told some bytes from others: each piece is a mapping of its own to the system, which limits them. */
  private final AtomicInteger patterns = new AtomicInteger();

  /** Present where changes go to the file. */
  private final @Nullable Flusher flusher;

  private Mapping(Lease lease, MemorySegment memory, MemorySegment original, OpenMode mode, Path file,
      @Nullable Flusher flusher) {
    this.lease = lease;
    this.streaming = lease.streaming();
    this.memory = memory;
    this.original = original;
    this.mode = mode;
    this.hints = new NativeFile(file.toAbsolutePath());
    this.flusher = flusher;
  }

  /**
   * Maps exactly the bytes of the array.
   *
   * @throws ArrayFormatException if the file is shorter than the array, or longer where it must not be
   * @throws TooManyMappingsException if this process has nearly as many mappings as it may
   */
  static Mapping of(ArrayRef ref, Storage.Contiguous storage, OpenMode mode) throws IOException {
    MappingLimit.ofThisJvm().take(mode == OpenMode.COPY_ON_WRITE ? 2 : 1, storage.file());
    return UninterruptibleIo.repeatable(storage.file(), () -> map(ref, storage, mode));
  }

  private static Mapping map(ArrayRef ref, Storage.Contiguous storage, OpenMode mode) throws IOException {
    Path file = storage.file();
    FileAttributes attributes = FileAttributes.of(file);
    if (mode == OpenMode.COPY_ON_WRITE) {
      PrivateMapping privately = PrivateMapping.of(storage);
      Lease lease = new Lease(ref.toString(), true, new MappedFile(file, attributes, storage.offset(), true));
      return new Mapping(lease, privately.memory(), privately.original(), mode, file, null);
    }
    StandardOpenOption[] access = mode == OpenMode.READ
        ? new StandardOpenOption[] {StandardOpenOption.READ}
        : new StandardOpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE};
    try (FileChannel channel = DataFile.open(file, access)) {
      FileAttributes mapped =
          mode == OpenMode.READ ? attributes : OverlayFiles.ofThisJvm().opened(file, attributes);
      // Before mapping: a writable mapping past the end would extend the file.
      FileLength.check(storage, channel.size());
      MemorySegment memory = map(channel, storage, mode);
      Lease lease =
          new Lease(ref.toString(), mode.isWritable(), new MappedFile(file, mapped, storage.offset(), false));
      Flusher flusher = mode.isWritable()
          ? new Flusher(lease, memory, file, mapped, storage.offset() + memory.byteSize())
          : null;
      return new Mapping(lease, memory, memory, mode, file, flusher);
    } catch (AccessDeniedException denied) {
      throw FileFault.explained(denied, file.toString(), mode == OpenMode.READ
          ? "no permission to read"
          : "no permission to write, which mode " + mode.code() + " needs;"
              + " open with OpenMode.READ");
    }
  }

  private static MemorySegment map(FileChannel channel, Storage.Contiguous storage, OpenMode mode)
      throws IOException {
    MapMode mapMode = mode == OpenMode.READ ? MapMode.READ_ONLY : MapMode.READ_WRITE;
    long bytes = storage.spec().byteSize();
    try {
      return channel.map(mapMode, storage.offset(), bytes, Arena.ofAuto());
    } catch (ClosedByInterruptException interrupted) {
      throw interrupted;
    } catch (IOException refused) {
      throw MapRefusal.of(storage, mode, refused);
    }
  }

  MemorySegment memory() {
    return memory;
  }

  /** The bytes as the file has them; in {@link OpenMode#COPY_ON_WRITE} another mapping than {@link #memory}. */
  MemorySegment original() {
    return original;
  }

  Lease lease() {
    return lease;
  }

  /** The right of streamed chunks that are in place. */
  Lease streamingLease() {
    return streaming;
  }

  /** Hints about the file. */
  NativeFile hints() {
    return hints;
  }

  /** Says how all bytes are about to be read. */
  void advise(ReadAdvice advice) {
    lease.checkOpen();
    if (advice.isPattern()) {
      patterns.set(0);
    }
    advise(0, memory.byteSize(), advice);
  }

  /**
   * Says how the elements of a view of this mapping are about to be read.
   *
   * <p>A pattern (normal, sequential, random) goes to everything between the first and the last of them, and is ignored once
   * so many pieces have patterns of their own that the system would refuse further mappings to the whole process.
   */
  void advise(StridedMemory view, ReadAdvice advice) {
    lease.checkOpen();
    if (!advice.isPattern()) {
      // What is read without need does no harm, what is let go may be needed.
      Extents.forEach(view, advice == ReadAdvice.WILL_NEED ? GAP_BYTES : 0,
          (from, to) -> advise(from, to, advice));
    } else if (view.shape().elementCount() > 0 && patterns.incrementAndGet() <= MAX_PATTERNS
        && MappingLimit.ofThisJvm().tryTake(PIECES_OF_PATTERN)) {
      advise(view.start(), view.end(), advice);
    }
  }

  private void advise(long from, long to, ReadAdvice advice) {
    // Private pages are the only copy of what was changed.
    if (advice == ReadAdvice.DONE_WITH && mode == OpenMode.COPY_ON_WRITE) {
      return;
    }
    NativeHints.advise(memory, from, to, advice);
    if (advice == ReadAdvice.DONE_WITH) {
      hints.doneWith(lease.fileOffset() + from, lease.fileOffset() + to);
    }
  }

  /**
   * Starts writing the elements of a view of this mapping to the device, and does not wait; pages that have others, too, are
   * left to the flush, as they may yet be changed.
   */
  void startWriting(StridedMemory view) {
    checkFlushable();
    if (flusher == null) {
      return;
    }
    lease.checkSound();
    long page = MemoryPages.bytes();
    Extents.forEach(view, 0, (from, to) -> {
      long first = Math.ceilDiv(lease.fileOffset() + from, page) * page;
      long last = (lease.fileOffset() + to) / page * page;
      hints.startWriting(first, last);
    });
  }

  /** Returns once all changes to a range of bytes are on the device; in {@link OpenMode#READ} there are none. */
  void flush(long from, long to) {
    checkFlushable();
    if (flusher != null) {
      flusher.flush(from, to);
    }
  }

  private void checkFlushable() {
    lease.checkOpen();
    if (mode == OpenMode.COPY_ON_WRITE) {
      throw new UnsupportedOperationException(lease.array()
          + ": changes in copy-on-write mode are private and cannot be flushed; save them as another array (saveAs),"
          + " write them into this one (commit), or close the array to discard them; to change a file in place, open"
          + " it with OpenMode.READ_WRITE");
    }
  }

  /** Flushes all, unless the array has been closed meanwhile. */
  void flushIfOpen() {
    if (flusher != null && lease.isOpen()) {
      flusher.flush(0, memory.byteSize());
    }
  }

  /**
   * Withdraws the memory from all views, waits for bulk writes in progress, and flushes where changes go to the file; a
   * second close does nothing.
   */
  void close() {
    if (!lease.close()) {
      return;
    }
    streaming.close();
    try (Flusher closing = flusher) {
      if (closing != null) {
        closing.flush(0, memory.byteSize());
      }
    } finally {
      releasePages();
    }
  }

  /** Withdraws the memory from all views, whatever becomes of the changes. */
  void discard() {
    if (lease.close()) {
      streaming.close();
      if (flusher != null) {
        flusher.close();
      }
      releasePages();
    }
  }

  /** Unmapping waits until no view is reachable (see {@link Lease}); the pages need not. */
  private void releasePages() {
    hints.close();
    if (mode != OpenMode.COPY_ON_WRITE) {
      NativeHints.release(memory);
    }
  }
}
