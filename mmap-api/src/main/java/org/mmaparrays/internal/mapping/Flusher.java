package org.mmaparrays.internal.mapping;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.mmaparrays.internal.concurrent.GroupCommit;
import org.mmaparrays.internal.concurrent.PendingFault;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.internal.memory.MappingFault;
import org.mmaparrays.internal.memory.MemoryScope;
import org.mmaparrays.model.StorageFaultException;

/**
 * Brings the changes of one mapping to the device, and never claims that in vain.
 *
 * <p>{@link MemorySegment#force()} is msync(2), which says nothing of a file that was truncated, removed or replaced
 * under the mapping, and reports an I/O error once only; hence the checks around it.
 */
public final class Flusher implements Closeable {
  private final MemoryScope scope;
  private final MemorySegment memory;
  private final Path file;
  private final FileAttributes attributes;
  private final long end;
  private final RewriteDetector rewrites;
  private final GroupCommit forcing = new GroupCommit(this::forceIfOpen);

  /** Held during a flush, which ends before the array is closed. */
  private final Object flushing = new Object();

  /** Guarded by {@link #flushing}. */
  private boolean closed;

  private boolean folderForced;
  private long from = Long.MAX_VALUE;
  private long to;

  /**
   * Makes the flusher of a mapping.
   *
   * @param end the number of bytes that the file has at least, while all is well
   */
  Flusher(MemoryScope scope, MemorySegment memory, Path file, FileAttributes attributes, long end) {
    this.scope = scope;
    this.memory = memory;
    this.file = file.toAbsolutePath();
    this.attributes = attributes;
    this.end = end;
    this.rewrites = new RewriteDetector(scope.array(), memory);
  }

  /** Returns once bytes {@code from} (inclusive) to {@code to} (exclusive) of the mapping are on the device, and can be found there. */
  void flush(long from, long to) {
    scope.checkSound();
    if (from >= to) {
      return;
    }
    surfaceFaults();
    request(from, to);
    forcing.await();
  }

  private synchronized void request(long from, long to) {
    this.from = Math.min(this.from, from);
    this.to = Math.max(this.to, to);
  }

  /** Throws a pending fault of a store of this thread, such as a full disk: else that store would count as durable. */
  private void surfaceFaults() {
    try {
      PendingFault.surfaceSurely();
    } catch (InternalError fault) {
      throw MappingFault.of(scope.array(), fault);
    }
  }

  private void forceIfOpen() {
    synchronized (flushing) {
      if (closed) {
        scope.checkOpen();
      }
      force();
    }
  }

  /** Forces all that was requested; one thread at a time. */
  private void force() {
    scope.checkSound();
    long first;
    long last;
    synchronized (this) {
      first = from;
      last = to;
      from = Long.MAX_VALUE;
      to = 0;
    }
    if (first >= last) {
      return; // An earlier run took the range with its own.
    }
    try {
      memory.asSlice(first, last - first).force();
      checkFile();
      if (!folderForced) {
        // The program that made the file may not have made its name durable.
        UninterruptibleIo.run(this::forceFolders);
        folderForced = true;
      }
    } catch (UncheckedIOException e) {
      throw failed(first, last, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw failed(first, last, e);
    } catch (RuntimeException | Error e) {
      request(first, last); // As when no thread can be started: not the storage's failure, but not done either.
      throw e;
    }
    if (last - first == memory.byteSize()) {
      lookForRewrites(first, last);
    }
  }

  private void lookForRewrites(long first, long last) {
    try {
      rewrites.flushed();
    } catch (InternalError fault) {
      throw failed(first, last, new IOException("what was written cannot be read again", fault));
    }
  }

  /** The folder that has the file, and the one that has its name, where that is a link. */
  private void forceFolders() throws IOException {
    FileOps.forceFolder(FileOps.parent(file.toRealPath()));
    if (Files.isSymbolicLink(file)) {
      FileOps.forceFolder(FileOps.parent(file));
    }
  }

  /** Checks that the name still leads to the file, and the file has all bytes of the mapping. */
  private void checkFile() throws IOException {
    FileAttributes now;
    try {
      now = FileAttributes.of(file);
    } catch (NoSuchFileException e) {
      throw new IOException("the file was removed or renamed, and its elements are found under no name", e);
    }
    if (!now.isSameFile(attributes)) {
      throw new IOException("the file was replaced by another of its name");
    }
    if (now.size() < end) {
      throw new IOException("the file was truncated to " + now.size() + " of " + end + " bytes");
    }
  }

  private StorageFaultException failed(long first, long last, IOException cause) {
    long start = end - memory.byteSize();
    return scope.fail("flush of bytes " + (start + first) + ":" + (start + last)
        + " failed, changes since the last one may be lost: " + FileFault.reason(cause)
        + "; see to the disk, verify the file, and write again; what is in memory can still be read and saved elsewhere",
        cause);
  }

  @Override
  public void close() {
    synchronized (flushing) {
      closed = true;
    }
  }
}
