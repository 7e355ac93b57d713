package org.mmaparrays.internal.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.model.ReadAdvice;

/**
 * Hints about the bytes of a file, where native access is enabled and the system is Linux; without, nothing happens.
 *
 * <p>The JDK does not give out the number of a channel's descriptor, so the file is opened once more, at the first hint. If another
 * has taken its name since it was mapped, the hints are about that one, and do no harm.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sync_file_range.2.html">sync_file_range(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/posix_fadvise.2.html">posix_fadvise(2)</a>
 */
public final class FileAdvice implements AutoCloseable {
  /** Without waiting: a pipe that has the name now would wait for a program at its other end. */
  private static final int O_RDONLY_NONBLOCK_CLOEXEC = 0x80800;

  private static final int SYNC_FILE_RANGE_WRITE = 2;

  private static final int UNKNOWN = -2;
  private static final int NONE = -1;

  private final Path file;

  /** Shared by calls in progress; a number that is closed under them could become that of another file. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private volatile int number = UNKNOWN;

  /** Closes the descriptor; also run once an array that was never closed is unreachable. */
  private @Nullable Cleanable closing;

  public FileAdvice(Path file) {
    this.file = file;
  }

  /** Starts writing changed pages of the range to the device. */
  public void startWriting(long from, long to) {
    call(from, to, number -> (int) Native.SYNC_FILE_RANGE.invokeExact(number, from, to - from,
        SYNC_FILE_RANGE_WRITE));
  }

  /** Evicts pages that are wholly in the range, unless a process has mapped or changed them. */
  public void doneWith(long from, long to) {
    call(from, to, number -> (int) Native.POSIX_FADVISE.invokeExact(number, from, to - from,
        MemoryAdvice.code(ReadAdvice.DONE_WITH)));
  }

  /** A call about the file of a descriptor. */
  private interface Call {
    int of(int number) throws Throwable;
  }

  private void call(long from, long to, Call call) {
    if (!NativeAccess.isEnabled() || from >= to) {
      return;
    }
    if (number == UNKNOWN) {
      open();
    }
    lock.readLock().lock();
    try {
      if (number >= 0) {
        int ignored = call.of(number);
      }
    } catch (Throwable e) {
      throw new AssertionError(e); // A C function throws nothing, and the types are those of the descriptors.
    } finally {
      lock.readLock().unlock();
      Reference.reachabilityFence(this); // Else the descriptor could be closed under the call.
    }
  }

  private void open() {
    lock.writeLock().lock();
    try (Arena arena = Arena.ofConfined()) {
      if (number == UNKNOWN) {
        int opened = (int) Native.OPEN.invokeExact(NativeAccess.path(file, arena), O_RDONLY_NONBLOCK_CLOEXEC);
        if (opened >= 0) {
          closing = Native.CLEANER.register(this, () -> close(opened));
        }
        number = opened;
      }
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Ends all hints, after those that are being given. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (closing != null) {
        closing.clean();
      }
      number = NONE;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private static void close(int number) {
    try {
      int ignored = (int) Native.CLOSE.invokeExact(number);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Linked at the first use. */
  private static final class Native {
    static final Cleaner CLEANER = Cleaner.create();
    static final MethodHandle OPEN = NativeAccess.function("open",
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    static final MethodHandle SYNC_FILE_RANGE = NativeAccess.function("sync_file_range",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    static final MethodHandle POSIX_FADVISE = NativeAccess.function("posix_fadvise",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    static final MethodHandle CLOSE =
        NativeAccess.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  }
}
