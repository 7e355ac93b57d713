package org.mmaparrays.internal.mapping;

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
import org.mmaparrays.internal.files.DataFile;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.files.FileLength;
import org.mmaparrays.internal.files.OverlayFiles;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.internal.linux.FileAdvice;
import org.mmaparrays.internal.linux.MemoryAdvice;
import org.mmaparrays.internal.linux.MemoryPages;
import org.mmaparrays.internal.memory.BackingFile;
import org.mmaparrays.internal.memory.ByteRanges;
import org.mmaparrays.internal.memory.MemoryScope;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.TooManyMappingsException;
import org.mmaparrays.spi.Storage;

/** One mapping of one array's bytes: made once the file is known to have them, shared by all views. */
public final class Mapping {
  /** Reading so little between two pieces is cheaper than asking for each. */
  private static final long GAP_BYTES = 64 << 10;

  /** The most patterns of one mapping; a process may have 65,530 pieces by default. */
  private static final int MAX_PATTERNS = 1000;

  /** A pattern in the middle of a mapping makes two more of it. */
  private static final int PIECES_OF_PATTERN = 2;

  private final MemoryScope scope;
  private final MemoryScope streaming;
  private final MemorySegment memory;
  private final OpenMode mode;
  private final MemorySegment original;
  private final FileAdvice hints;

  /** Advice that has told some bytes from others: each piece is a mapping of its own to the system, which limits them. */
  private final AtomicInteger patterns = new AtomicInteger();

  /** Present where changes go to the file. */
  private final @Nullable Flusher flusher;

  private Mapping(MemoryScope scope, MemorySegment memory, MemorySegment original, OpenMode mode, Path file,
      @Nullable Flusher flusher) {
    this.scope = scope;
    this.streaming = scope.streaming();
    this.memory = memory;
    this.original = original;
    this.mode = mode;
    this.hints = new FileAdvice(file.toAbsolutePath());
    this.flusher = flusher;
  }

  /**
   * Maps exactly the bytes of the array.
   *
   * @throws ArrayFormatException if the file is shorter than the array, or longer where it must not be
   * @throws TooManyMappingsException if this process has nearly as many mappings as it may
   */
  public static Mapping of(ArrayRef ref, Storage.Contiguous storage, OpenMode mode) throws IOException {
    MappingLimit.ofThisJvm().take(mode == OpenMode.COPY_ON_WRITE ? 2 : 1, storage.file());
    return UninterruptibleIo.repeatable(storage.file(), () -> map(ref, storage, mode));
  }

  private static Mapping map(ArrayRef ref, Storage.Contiguous storage, OpenMode mode) throws IOException {
    Path file = storage.file();
    FileAttributes attributes = FileAttributes.of(file);
    if (mode == OpenMode.COPY_ON_WRITE) {
      PrivateMapping privately = PrivateMapping.of(storage);
      MemoryScope scope =
          new MemoryScope(ref.toString(), true, new BackingFile(file, attributes, storage.offset(), true));
      return new Mapping(scope, privately.memory(), privately.original(), mode, file, null);
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
      MemoryScope scope =
          new MemoryScope(ref.toString(), mode.isWritable(),
              new BackingFile(file, mapped, storage.offset(), false));
      Flusher flusher = mode.isWritable()
          ? new Flusher(scope, memory, file, mapped, storage.offset() + memory.byteSize())
          : null;
      return new Mapping(scope, memory, memory, mode, file, flusher);
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

  public MemorySegment memory() {
    return memory;
  }

  /** Returns the bytes as the file has them; in {@link OpenMode#COPY_ON_WRITE} another mapping than {@link #memory}. */
  public MemorySegment original() {
    return original;
  }

  public MemoryScope scope() {
    return scope;
  }

  /** Returns the right of streamed chunks that are in place. */
  public MemoryScope streamingScope() {
    return streaming;
  }

  /** Hints about the file. */
  public FileAdvice hints() {
    return hints;
  }

  /** Says how all bytes are about to be read. */
  public void advise(ReadAdvice advice) {
    scope.checkOpen();
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
  public void advise(StridedMemory view, ReadAdvice advice) {
    scope.checkOpen();
    if (!advice.isPattern()) {
      // Pages that are read without need do no harm; pages that are evicted may be needed.
      ByteRanges.forEach(view, advice == ReadAdvice.WILL_NEED ? GAP_BYTES : 0,
          (from, to) -> advise(from, to, advice));
    } else if (view.shape().elementCount() > 0 && patterns.incrementAndGet() <= MAX_PATTERNS
        && MappingLimit.ofThisJvm().tryTake(PIECES_OF_PATTERN)) {
      advise(view.start(), view.end(), advice);
    }
  }

  private void advise(long from, long to, ReadAdvice advice) {
    // Private pages are the only copy of changes.
    if (advice == ReadAdvice.DONE_WITH && mode == OpenMode.COPY_ON_WRITE) {
      return;
    }
    MemoryAdvice.advise(memory, from, to, advice);
    if (advice == ReadAdvice.DONE_WITH) {
      hints.doneWith(scope.fileOffset() + from, scope.fileOffset() + to);
    }
  }

  /**
   * Starts writing the elements of a view of this mapping to the device, and does not wait; pages that have others, too, are
   * left to the flush, as they may yet be changed.
   */
  public void startWriting(StridedMemory view) {
    checkFlushable();
    if (flusher == null) {
      return;
    }
    scope.checkSound();
    long page = MemoryPages.bytes();
    ByteRanges.forEach(view, 0, (from, to) -> {
      long first = Math.ceilDiv(scope.fileOffset() + from, page) * page;
      long last = (scope.fileOffset() + to) / page * page;
      hints.startWriting(first, last);
    });
  }

  /** Returns once all changes to a range of bytes are on the device; in {@link OpenMode#READ} there are none. */
  public void flush(long from, long to) {
    checkFlushable();
    if (flusher != null) {
      flusher.flush(from, to);
    }
  }

  private void checkFlushable() {
    scope.checkOpen();
    if (mode == OpenMode.COPY_ON_WRITE) {
      throw new UnsupportedOperationException(scope.array()
          + ": changes in copy-on-write mode are private and cannot be flushed; save them as another array (saveAs),"
          + " write them into this one (commit), or close the array to discard them; to change a file in place, open"
          + " it with OpenMode.READ_WRITE");
    }
  }

  /** Flushes all, unless the array has been closed meanwhile. */
  public void flushIfOpen() {
    if (flusher != null && scope.isOpen()) {
      flusher.flush(0, memory.byteSize());
    }
  }

  /**
   * Withdraws the memory from all views, waits for bulk writes in progress, and flushes where changes go to the file; a
   * second close does nothing.
   */
  public void close() {
    if (!scope.close()) {
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

  /** Withdraws the memory from all views without a flush. */
  public void discard() {
    if (scope.close()) {
      streaming.close();
      if (flusher != null) {
        flusher.close();
      }
      releasePages();
    }
  }

  /** Unmapping waits until no view is reachable (see {@link MemoryScope}); the pages need not. */
  private void releasePages() {
    hints.close();
    if (mode != OpenMode.COPY_ON_WRITE) {
      MemoryAdvice.release(memory);
    }
  }
}
