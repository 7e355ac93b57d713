package org.mmaparrays.internal.locking;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.FileOwnership;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.internal.linux.NativeAccess;
import org.mmaparrays.internal.linux.NativeFiles;
import org.mmaparrays.internal.linux.ThisProcess;

/** An open file of which bytes can be locked. */
public abstract class LockableFile implements Closeable {
  private static final boolean NATIVE =
      NativeAccess.isEnabled() && FileOps.exists(Path.of("/proc/self/fd"));

  /** The attributes of the open file when it was opened. */
  final FileAttributes attributes;

  private LockableFile(FileAttributes attributes) {
    this.attributes = attributes;
  }

  /** Opens a file as {@link NativeFiles#open} does; without native access it waits for a pipe that was put there since its caller looked. */
  static LockableFile open(Path path, int access, int mode) throws IOException {
    return NATIVE ? Described.open(path, access, mode) : Channelled.open(path, access, mode);
  }

  /** Returns whether locks are those of open files, not of the process. */
  static boolean isNative() {
    return NATIVE;
  }

  /** Runs work on such files; an interrupt would close the channel of one that has a channel. */
  static <T> T uninterruptibly(UninterruptibleIo.Call<T> work) throws IOException {
    return NATIVE ? work.call() : UninterruptibleIo.call(work);
  }

  /** Locks bytes, at once; false if any open file of this process or another has locked some of them. */
  abstract boolean tryLock(long from, long length) throws IOException;

  /** Gives back a lock as it was taken, if it was. */
  abstract void unlock(long from, long length) throws IOException;

  /** Returns whether another open file has locked some of the bytes for itself. */
  abstract boolean isLocked(long from, long length) throws IOException;

  boolean tryLock(LockScope.Bytes bytes) throws IOException {
    return bytes.isEmpty() || tryLock(bytes.from(), bytes.length());
  }

  void unlock(LockScope.Bytes bytes) throws IOException {
    if (!bytes.isEmpty()) {
      unlock(bytes.from(), bytes.length());
    }
  }

  boolean isLocked(LockScope.Bytes bytes) throws IOException {
    return !bytes.isEmpty() && isLocked(bytes.from(), bytes.length());
  }

  /**
   * Returns whether the system has the lock of a byte that was taken, of the file of these attributes; first asked just after that.
   */
  abstract boolean stillHolds(long at) throws IOException;

  /** Reads so many bytes, or all up to the end of the file. */
  abstract byte[] read(long from, int length) throws IOException;

  abstract void write(long at, byte[] bytes) throws IOException;

  /** Lets the users of another file, or of this one, that may write it read and write this one. */
  abstract void shareWithWriters(Optional<Path> model) throws IOException;

  /** Gives all locks back, which needs nothing else; again does nothing. */
  @Override
  public abstract void close() throws IOException;

  /**
   * A file with an open file description of its own, where native access is enabled: its locks are not the process's, so that nothing
   * else that this process does drops them, and they keep out other open files of the same process, too.
   */
  private static final class Described extends LockableFile {
    private final Path name;
    private final int descriptor;
    private boolean closed;

    private Described(Path name, int descriptor, FileAttributes attributes) {
      super(attributes);
      this.name = name;
      this.descriptor = descriptor;
    }

    static LockableFile open(Path path, int access, int mode) throws IOException {
      int descriptor = NativeFiles.open(path, access, mode);
      try {
        Path open = path(path, descriptor);
        return new Described(path, descriptor,
            FileFault.namedFor(path, open, () -> FileAttributes.of(open)));
      } catch (IOException | RuntimeException | Error e) {
        NativeFiles.close(descriptor);
        throw e;
      }
    }

    private static Path path(Path name, int descriptor) throws IOException {
      return NativeFiles.pathOf(descriptor).orElseThrow(
          () -> new NoSuchFileException(name.toString(), null,
              "cannot be found among the open files in /proc"));
    }

    @Override
    boolean tryLock(long from, long length) throws IOException {
      return NativeFiles.lock(descriptor, from, length, false);
    }

    @Override
    void unlock(long from, long length) throws IOException {
      NativeFiles.unlock(descriptor, from, length);
    }

    @Override
    boolean isLocked(long from, long length) throws IOException {
      return NativeFiles.isLocked(descriptor, from, length);
    }

    @Override
    boolean stillHolds(long at) {
      return true;
    }

    @Override
    byte[] read(long from, int length) throws IOException {
      return NativeFiles.read(descriptor, from, length);
    }

    @Override
    void write(long at, byte[] bytes) throws IOException {
      NativeFiles.write(descriptor, at, bytes);
    }

    @Override
    void shareWithWriters(Optional<Path> model) throws IOException {
      Path self = path(name, descriptor);
      boolean ignored = FileFault.namedFor(name, self, () -> {
        FileOwnership.shareWithWriters(self, model.orElse(self));
        return true;
      });
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        NativeFiles.close(descriptor);
      }
    }
  }

  /**
   * A file with the JDK's locks, which are the process's: closing any channel of the file drops them all. A channel is thus closed when
   * no lock of this JVM is left on its file, be it that of another copy of this library (class loader); until then it can be used again.
   *
   * <p>Other code of this JVM that opens and closes the file drops the locks all the same, and the JDK does not notice.
   */
  private static final class Channelled extends LockableFile {
    /** The same object for all copies of this library: held while a lock is taken, and while channels are closed. */
    private static final Object MONITOR = "org.mmaparrays.internal.locking.LockableFile";

    /** All channels, so that none is closed by being garbage. */
    private static final Set<FileChannel> OPEN = new HashSet<>();

    private static final List<Channelled> IDLE = new ArrayList<>();

    /** The folder in which the system's list has last shown a lock. */
    private static volatile @Nullable Path shownIn;

    private final Path path;
    private final Object key;
    private final FileChannel channel;
    private final boolean writable;
    private final Map<Long, FileLock> locks = new HashMap<>();
    private @Nullable Boolean shown;
    private boolean closed;

    private Channelled(Path path, FileAttributes attributes, Object key, FileChannel channel,
        boolean writable) {
      super(attributes);
      this.path = path;
      this.key = key;
      this.channel = channel;
      this.writable = writable;
    }

    static LockableFile open(Path path, int access, int mode) throws IOException {
      synchronized (MONITOR) {
        if ((access & NativeFiles.CREATE_NEW) != 0) {
          channel(path, access, mode).close(); // No code with the monitor can have locked it.
        }
        FileAttributes attributes = FileAttributes.of(path, LinkOption.NOFOLLOW_LINKS);
        Object key = key(path);
        boolean writable = access != NativeFiles.READ_ONLY;
        Optional<Channelled> idle = IDLE.stream()
            .filter(other -> other.key.equals(key) && (other.writable || !writable)).findFirst();
        idle.ifPresent(IDLE::remove);
        Channelled file = idle.isPresent()
            ? new Channelled(path, attributes, key, idle.get().channel, idle.get().writable)
            : new Channelled(path, attributes, key,
                channel(path, access & ~NativeFiles.CREATE_NEW, 0), writable);
        // The JDK tells nothing of an open file, be it new: the name must have had the same file before and after.
        try {
          if (FileAttributes.find(path).filter(attributes::isSameFile).isEmpty()) {
            throw new NoSuchFileException(path.toString());
          }
          return file;
        } catch (IOException | RuntimeException | Error e) {
          file.close();
          throw e;
        }
      }
    }

    private static FileChannel channel(Path path, int access, int mode) throws IOException {
      Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
      if (access != NativeFiles.READ_ONLY) {
        options.add(StandardOpenOption.WRITE);
      }
      if ((access & NativeFiles.CREATE_NEW) == 0) {
        FileChannel channel = FileChannel.open(path, options);
        OPEN.add(channel);
        return channel;
      }
      options.add(StandardOpenOption.CREATE_NEW);
      FileAttribute<?>[] permissions = FileOwnership.withPermissions(path, mode);
      return FileChannel.open(path, options, permissions);
    }

    /** Device and inode; the path where the system has none. */
    private static Object key(Path path) throws IOException {
      Object key = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
      return key == null ? path : key;
    }

    @Override
    boolean tryLock(long from, long length) throws IOException {
      synchronized (MONITOR) {
        try {
          FileLock lock = channel.tryLock(from, length, false);
          if (lock != null) {
            locks.put(from, lock);
          }
          return lock != null;
        } catch (OverlappingFileLockException here) {
          return false;
        }
      }
    }

    @Override
    void unlock(long from, long length) throws IOException {
      synchronized (MONITOR) {
        FileLock lock = locks.remove(from);
        if (lock != null) {
          lock.release();
        }
      }
    }

    @Override
    boolean isLocked(long from, long length) throws IOException {
      synchronized (MONITOR) {
        try (FileLock lock = channel.tryLock(from, length, true)) { // Shared: readers can take it.
          return lock == null;
        } catch (OverlappingFileLockException here) {
          return true;
        }
      }
    }

    @Override
    boolean stillHolds(long at) throws IOException {
      Path folder = FileOps.parent(path);
      boolean found = KernelLocks.isListed(":" + attributes.identity().inode(),
          new LockScope.Bytes(at, at + 1), String.valueOf(ThisProcess.PID));
      if (shown == null) {
        shown = found || folder.equals(shownIn); // A list that has never shown a lock here tells nothing.
        shownIn = found ? folder : shownIn;
      }
      return found || !shown;
    }

    @Override
    byte[] read(long from, int length) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(length);
      while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
        // Until the buffer is full or the file ends.
      }
      return Arrays.copyOf(bytes.array(), bytes.position());
    }

    @Override
    void write(long at, byte[] bytes) throws IOException {
      FileOps.write(channel, bytes, at);
    }

    @Override
    void shareWithWriters(Optional<Path> model) throws IOException {
      FileOwnership.shareWithWriters(path, model.orElse(path), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void close() throws IOException {
      synchronized (MONITOR) {
        if (closed) {
          return;
        }
        closed = true;
        for (FileLock lock : locks.values()) {
          lock.release();
        }
        IDLE.add(this);
        for (Channelled idle : List.copyOf(IDLE)) {
          if (!idle.isLockedHere()) {
            IDLE.remove(idle);
            OPEN.remove(idle.channel);
            idle.channel.close();
          }
        }
      }
    }

    private boolean isLockedHere() throws IOException {
      try {
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
        if (lock != null) {
          lock.release();
        }
        return false;
      } catch (OverlappingFileLockException here) {
        return true;
      }
    }
  }
}
