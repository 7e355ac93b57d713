package org.mmaparrays.internal.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * Blocks for a file from the file system, without writing them, where native access is enabled and the system is Linux.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/fallocate.2.html">fallocate(2)</a>
 */
public final class Fallocate {
  private static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENOSPC = 28;
  public static final int EOPNOTSUPP = 95;
  public static final int EDQUOT = 122;

  private static final int O_WRONLY = 1;
  private static final int O_CLOEXEC = 0x80000;

  private Fallocate() {}

  /** Makes the file at least this long, with blocks for all from a byte on; 0, or the errno of the refusal. */
  public static int call(Path file, long from, long length) {
    if (!NativeAccess.isEnabled()) {
      return EOPNOTSUPP;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Native.STATE);
      // The JDK does not give out the number of a channel's descriptor, so the file is opened once more.
      int descriptor =
          (int) Native.OPEN.invokeExact(state, NativeAccess.path(file, arena), O_WRONLY | O_CLOEXEC);
      if (descriptor < 0) {
        return (int) Native.ERRNO.get(state, 0L);
      }
      try {
        while ((int) Native.FALLOCATE.invokeExact(state, descriptor, 0, from, length - from) != 0) {
          int errno = (int) Native.ERRNO.get(state, 0L);
          if (errno != EINTR) {
            return errno;
          }
        }
        return 0;
      } finally {
        int ignored = (int) Native.CLOSE.invokeExact(descriptor);
      }
    } catch (Throwable e) {
      throw new AssertionError(e); // A C function throws nothing, and the types are those of the descriptor.
    }
  }

  /** Linked at the first use. */
  private static final class Native {
    static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    static final MethodHandle OPEN = NativeAccess.function("open",
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(2));
    static final MethodHandle FALLOCATE = NativeAccess.function("fallocate",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
        Linker.Option.captureCallState("errno"));
    static final MethodHandle CLOSE =
        NativeAccess.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  }
}
