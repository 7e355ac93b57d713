package org.mmaparrays.internal.locking;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.Cleaner.Cleanable;
import java.nio.file.Path;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.internal.linux.NativeAccess;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Capability;

/**
 * A shared flock(2) of a file, for formats with other programs that lock so: while it is held they can read the file, and none of
 * them opens it for writing. Writers of this library exclude each other by {@link WriterLock}.
 *
 * <p>Only where native access is enabled and the system is Linux; without, and on file systems without such locks, nothing is
 * held.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/flock.2.html">flock(2)</a>
 */
public final class SharedFlock implements AutoCloseable {
  private static final int O_RDONLY_NONBLOCK_CLOEXEC = 0x80800;
  private static final int LOCK_SHARED_AT_ONCE = 1 | 4;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;

  private static final SharedFlock NONE = new SharedFlock(-1);

  private final Cleanable closing;

  private SharedFlock(int descriptor) {
    // Also closes it once an array that was never closed is unreachable.
    this.closing = descriptor < 0 ? () -> {} : Native.CLEANER.register(this, () -> close(descriptor));
  }

  /**
   * Locks the file of an array, if its format's programs do so.
   *
   * @throws ArrayLockedException if another program has locked it for itself
   */
  public static SharedFlock of(ArrayRef ref, ArrayStore store) throws IOException {
    return NativeAccess.isEnabled() && store.capabilities().contains(Capability.FLOCK)
        ? lock(ref, ref.file().toAbsolutePath())
        : NONE;
  }

  /** Reads under the lock. */
  public static <T> T during(ArrayRef ref, ArrayStore store, UninterruptibleIo.Call<T> read)
      throws IOException {
    SharedFlock flock = of(ref, store);
    try {
      return read.call();
    } finally {
      flock.close();
    }
  }

  private static SharedFlock lock(ArrayRef ref, Path file) throws IOException {
    int descriptor = -1;
    int errno = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Native.STATE);
      descriptor = (int) Native.OPEN.invokeExact(NativeAccess.path(file, arena), O_RDONLY_NONBLOCK_CLOEXEC);
      if (descriptor < 0) {
        return NONE; // Opening the array will say why.
      }
      do {
        int refused = (int) Native.FLOCK.invokeExact(state, descriptor, LOCK_SHARED_AT_ONCE);
        errno = refused == 0 ? 0 : (int) Native.ERRNO.get(state, 0L);
      } while (errno == EINTR);
    } catch (Throwable e) {
      throw new AssertionError(e); // A C function throws nothing, and the types are those of the descriptors.
    }
    SharedFlock lock = new SharedFlock(descriptor);
    if (errno != 0) {
      lock.close();
      if (errno == EAGAIN) {
        throw LockRefusals.elsewhere(ref);
      }
      return NONE; // A file system without such locks, where others have none either.
    }
    return lock;
  }

  /** No lock. */
  public static SharedFlock none() {
    return NONE;
  }

  /** Gives the lock back; again does nothing. */
  @Override
  public void close() {
    closing.clean();
  }

  private static void close(int descriptor) {
    try {
      int ignored = (int) Native.CLOSE.invokeExact(descriptor);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Linked at the first use. */
  private static final class Native {
    static final Cleaner CLEANER = Cleaner.create();
    static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    static final MethodHandle OPEN = NativeAccess.function("open",
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    static final MethodHandle FLOCK = NativeAccess.function("flock",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT), Linker.Option.captureCallState("errno"));
    static final MethodHandle CLOSE =
        NativeAccess.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  }
}
