package org.mmaparrays.internal.publication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.linux.Fallocate;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Space;

/** Gives a new, empty file its length, and room on the disk as far as that is wanted. */
public final class Reservation {
  private static final int ZEROS_AT_ONCE = 1 << 20;

  private final ArrayRef ref;
  private final Path file;
  private final FileChannel channel;
  private final Blocks blocks;

  /** A request for blocks: {@link Fallocate#call}, or a test's replacement. */
  public interface Blocks {
    int call(Path file, long from, long length);
  }

  /**
   * A reservation that has not been made.
   *
   * @param ref the array as messages name it
   * @param file the file
   * @param channel the file, open for writing
   */
  public Reservation(ArrayRef ref, Path file, FileChannel channel) {
    this(ref, file, channel, Fallocate::call);
  }

  public Reservation(ArrayRef ref, Path file, FileChannel channel, Blocks blocks) {
    this.blocks = blocks;
    this.ref = ref;
    this.file = file;
    this.channel = channel;
  }

  /**
   * Makes the file this long; all that is new of it reads as zeros.
   *
   * @param from the length it has
   * @throws FileSystemException if the disk has no room for it, or the file system no files of this length
   */
  public void make(long from, long length, Space space) throws IOException {
    if (length == from) {
      return;
    }
    switch (space) {
      case SPARSE -> extend(length);
      case RESERVED_IF_POSSIBLE -> {
        checkRoom(from, length);
        if (!allocate(from, length)) {
          extend(length);
        }
      }
      case RESERVED -> {
        checkRoom(from, length);
        if (!allocate(from, length)) {
          writeZeros(from, length);
        }
      }
    }
  }

  /** Checks the free space before any is taken: a request that fails in the end would take the space of others meanwhile. */
  private void checkRoom(long from, long length) throws IOException {
    FileStore disk = Files.getFileStore(file);
    boolean known = disk.getTotalSpace() > 0;
    if (known && disk.getUsableSpace() < length - from) {
      throw full(length - from, null);
    }
  }

  /** Asks for blocks; false if the file system, or this JVM, does not know how. */
  private boolean allocate(long from, long length) throws IOException {
    return switch (blocks.call(file, from, length)) {
      case 0 -> true;
      case Fallocate.ENOSPC, Fallocate.EDQUOT -> throw full(length - from, null);
      case Fallocate.EIO -> throw refused(length, new IOException("input/output error"));
      default -> false; // The slower way reports the fault, if there is one.
    };
  }

  /** One byte at the end sets the length; the rest stays a hole that reads as zeros. */
  private void extend(long length) throws IOException {
    try {
      channel.write(ByteBuffer.allocate(1), length - 1);
    } catch (IOException e) {
      throw refused(length, e);
    }
  }

  private void writeZeros(long from, long length) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(length - from, ZEROS_AT_ONCE));
    try {
      for (long position = from; position < length;) {
        position +=
            channel.write(zeros.clear().limit((int) Math.min(length - position, zeros.capacity())), position);
      }
    } catch (IOException e) {
      throw full(length - from, e);
    }
  }

  private FileSystemException full(long length, @Nullable IOException cause) throws IOException {
    long free = Files.getFileStore(file).getUsableSpace();
    return refusal("needs " + length + " bytes, and the disk has " + free
        + (free < length ? " free" : " free, of which a quota or a reserve leaves less")
        + (cause == null ? "" : " (" + FileFault.reason(cause) + ")")
        + "; choose a smaller shape or another disk, make room, or take it as elements are written"
        + " (Space.SPARSE, --sparse)", cause);
  }

  private FileSystemException refused(long length, IOException cause) {
    return refusal("the file system refuses a file of " + length + " bytes (" + FileFault.reason(cause)
        + "); choose a smaller shape, or another file system", cause);
  }

  private FileSystemException refusal(String reason, @Nullable IOException cause) {
    FileSystemException refusal = new FileSystemException(ref.file().toString(), null, reason);
    if (cause != null) {
      refusal.initCause(cause);
    }
    return refusal;
  }
}
