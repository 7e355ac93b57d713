package org.mmaparrays.internal.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Calls of Linux about files that Java lacks: opening without following a link and without waiting, locks of open file
 * descriptions, access control lists. Only where {@link NativeAccess#isEnabled}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/fcntl_locking.2.html">fcntl_locking(2), open file description locks</a>
 */
public final class NativeFiles {
  public static final int READ_ONLY = 0;
  public static final int READ_WRITE = 2;
  public static final int CREATE_NEW = 0x40 | 0x80;

  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_NOFOLLOW = switch (System.getProperty("os.arch")) {
    case "aarch64", "arm", "ppc64", "ppc64le" -> 0x8000;
    default -> 0x20000;
  };

  private static final int F_OFD_GETLK = 36;
  private static final int F_OFD_SETLK = 37;
  private static final short F_RDLCK = 0;
  private static final short F_WRLCK = 1;
  private static final short F_UNLCK = 2;

  private static final int ENOENT = 2;
  private static final int EINTR = 4;
  private static final int EIO = 5;
  private static final int EAGAIN = 11;
  private static final int EACCES = 13;
  private static final int EPERM = 1;
  private static final int EEXIST = 17;
  private static final int ENOSPC = 28;
  private static final int EROFS = 30;
  private static final int ENODATA = 61;
  private static final int ELOOP = 40;
  private static final int EOPNOTSUPP = 95;

  private static final int LONGEST_ATTRIBUTE = 1 << 16;

  private NativeFiles() {}

  /**
   * Opens a file: never through a link as its last name, and without waiting for a pipe.
   *
   * @param access {@link #READ_ONLY} or {@link #READ_WRITE}, and {@link #CREATE_NEW} if wanted
   * @param mode the permissions of a file that is made, as the mask of this process leaves them
   * @return the number of its descriptor, which the caller closes
   * @throws FileSystemException if the system refuses, a link included
   */
  public static int open(Path file, int access, int mode) throws IOException {
    return call(file, access | O_NOFOLLOW, mode);
  }

  /**
   * Opens a file for reading, through links, and without waiting for a pipe.
   *
   * @return the number of its descriptor, which the caller closes
   */
  public static int openFollowing(Path file) throws IOException {
    return call(file, READ_ONLY, 0);
  }

  private static int call(Path file, int access, int mode) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(STATE);
      MemorySegment path = NativeAccess.path(file, arena);
      while (true) {
        int number = (int) Open.CALL.invokeExact(errno, path, access | O_NONBLOCK | O_CLOEXEC, mode);
        if (number >= 0) {
          return number;
        }
        int code = (int) ERRNO.get(errno, 0L);
        if (code != EINTR) {
          throw refusal(file, code);
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e); // A C function throws nothing, and the types are those of the descriptor.
    }
  }

  private static FileSystemException refusal(Path file, int errno) {
    String name = file.toString();
    return switch (errno) {
      case ENOENT -> new NoSuchFileException(name);
      case EACCES, EPERM -> new AccessDeniedException(name, null, "no permission");
      case EEXIST -> new FileAlreadyExistsException(name);
      case EROFS -> new FileSystemException(name, null, "is on a file system that is read-only");
      case ELOOP -> new FileSystemException(name, null, "is a symbolic link");
      default -> new FileSystemException(name, null, "cannot be opened (" + reason(errno) + ")");
    };
  }

  private static String reason(int errno) {
    return switch (errno) {
      case EIO -> "Input/output error";
      case ENOSPC -> "no space is left on the device";
      default -> "errno " + errno;
    };
  }

  /** Closes a descriptor. */
  public static void close(int number) {
    try {
      int ignored = (int) Close.CALL.invokeExact(number);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Returns a path that names the file of a descriptor, also after it was renamed; empty where {@code /proc} is not mounted.
   *
   * <p>Opening it opens this very file again, and its attributes are those of this file.
   */
  public static Optional<Path> pathOf(int number) {
    Path path = Path.of("/proc/self/fd/" + number);
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? Optional.of(path) : Optional.empty();
  }

  /** Reads so many bytes from a position on, or all up to the end of the file. */
  public static byte[] read(int number, long position, int length) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(STATE);
      MemorySegment bytes = arena.allocate(length);
      long done = 0;
      while (done < length) {
        long count =
            (long) Read.CALL.invokeExact(errno, number, bytes.asSlice(done), length - done, position + done);
        if (count == 0) {
          break;
        }
        done += checked(count, errno);
      }
      return bytes.asSlice(0, done).toArray(JAVA_BYTE);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Writes all bytes at a position. */
  public static void write(int number, long position, byte[] content) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(STATE);
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, content);
      long done = 0;
      while (done < content.length) {
        done +=
            checked((long) Write.CALL.invokeExact(errno, number, bytes.asSlice(done), content.length - done,
                position + done), errno);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static long checked(long count, MemorySegment errno) throws IOException {
    int code = (int) ERRNO.get(errno, 0L);
    if (count < 0 && code != EINTR) {
      throw new IOException(reason(code));
    }
    return Math.max(0, count);
  }

  /**
   * Locks bytes for one open file description, at once or not at all: against every other description, those of this process
   * included. The lock ends with the description, and by nothing else that this process does.
   *
   * @param shared whether others may have shared locks of the same bytes
   * @param length how many; 0 for all from the position on
   * @return false if another description has a lock of some of them
   * @throws IOException if the file system has no such locks
   */
  public static boolean lock(int number, long position, long length, boolean shared) throws IOException {
    return change(number, position, length, shared ? F_RDLCK : F_WRLCK);
  }

  /** Gives locks of bytes back. */
  public static void unlock(int number, long position, long length) throws IOException {
    boolean ignored = change(number, position, length, F_UNLCK);
  }

  private static boolean change(int number, long position, long length, short type) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(STATE);
      MemorySegment flock = flock(arena, position, length, type);
      while ((int) Fcntl.CALL.invokeExact(errno, number, F_OFD_SETLK, flock) != 0) {
        int code = (int) ERRNO.get(errno, 0L);
        if (code == EAGAIN || code == EACCES) {
          return false;
        }
        if (code != EINTR) {
          throw new IOException("locks are refused (" + reason(code) + ")");
        }
      }
      return true;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Returns whether another description has some of the bytes locked for itself. */
  public static boolean isLocked(int number, long position, long length) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(STATE);
      MemorySegment flock = flock(arena, position, length, F_RDLCK); // Only such locks are in the way of a shared one.
      if ((int) Fcntl.CALL.invokeExact(errno, number, F_OFD_GETLK, flock) != 0) {
        throw new IOException("locks are refused (" + reason((int) ERRNO.get(errno, 0L)) + ")");
      }
      return (short) TYPE.get(flock, 0L) != F_UNLCK;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static MemorySegment flock(Arena arena, long position, long length, short type) {
    MemorySegment flock = arena.allocate(FLOCK);
    TYPE.set(flock, 0L, type);
    START.set(flock, 0L, position);
    LENGTH.set(flock, 0L, length);
    return flock;
  }

  /**
   * Reads an extended attribute.
   *
   * @return its bytes; empty if the file has none of this name, or the file system none at all
   */
  public static Optional<byte[]> attribute(Path file, String name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(STATE);
      MemorySegment value = arena.allocate(LONGEST_ATTRIBUTE);
      long length = (long) GetAttribute.CALL.invokeExact(errno, NativeAccess.path(file, arena),
          arena.allocateFrom(name),
          value, value.byteSize());
      if (length >= 0) {
        return Optional.of(value.asSlice(0, length).toArray(JAVA_BYTE));
      }
      int code = (int) ERRNO.get(errno, 0L);
      if (code == ENODATA || code == EOPNOTSUPP) {
        return Optional.empty();
      }
      throw refusal(file, code);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Sets an extended attribute, or removes it if there are no bytes.
   *
   * @param options how links are handled: the names of open files in {@code /proc} are links, which themselves have no attributes
   */
  public static void setAttribute(Path file, String name, Optional<byte[]> bytes, LinkOption... options)
      throws IOException {
    boolean follows = options.length == 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(STATE);
      MemorySegment path = NativeAccess.path(file, arena);
      MemorySegment key = arena.allocateFrom(name);
      int result;
      if (bytes.isPresent()) {
        MemorySegment value = arena.allocateFrom(JAVA_BYTE, bytes.get());
        MethodHandle set = follows ? SetAttribute.CALL : SetAttributeOfLink.CALL;
        result = (int) set.invokeExact(errno, path, key, value, value.byteSize(), 0);
      } else {
        MethodHandle remove = follows ? RemoveAttribute.CALL : RemoveAttributeOfLink.CALL;
        result = (int) remove.invokeExact(errno, path, key);
      }
      int code = (int) ERRNO.get(errno, 0L);
      if (result != 0 && !(bytes.isEmpty() && (code == ENODATA || code == EOPNOTSUPP))) {
        throw refusal(file, code);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Linker.Option KEEP_ERRNO = Linker.Option.captureCallState("errno");

  /** {@code struct flock} of all 64-bit systems. */
  private static final MemoryLayout FLOCK = MemoryLayout.structLayout(JAVA_SHORT.withName("l_type"),
      JAVA_SHORT.withName("l_whence"), MemoryLayout.paddingLayout(4), JAVA_LONG.withName("l_start"),
      JAVA_LONG.withName("l_len"), JAVA_INT.withName("l_pid"), MemoryLayout.paddingLayout(4));
  private static final VarHandle TYPE = FLOCK.varHandle(MemoryLayout.PathElement.groupElement("l_type"));
  private static final VarHandle START = FLOCK.varHandle(MemoryLayout.PathElement.groupElement("l_start"));
  private static final VarHandle LENGTH = FLOCK.varHandle(MemoryLayout.PathElement.groupElement("l_len"));

  // Each is linked when it is first called: linking takes longer than most other work of a short program.

  private static final class Open {
    static final MethodHandle CALL = NativeAccess.function("open",
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), KEEP_ERRNO,
        Linker.Option.firstVariadicArg(2));
  }

  private static final class Close {
    static final MethodHandle CALL =
        NativeAccess.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  }

  private static final class Read {
    static final MethodHandle CALL = NativeAccess.function("pread",
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG), KEEP_ERRNO);
  }

  private static final class Write {
    static final MethodHandle CALL = NativeAccess.function("pwrite",
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG), KEEP_ERRNO);
  }

  private static final class Fcntl {
    static final MethodHandle CALL = NativeAccess.function("fcntl",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS), KEEP_ERRNO,
        Linker.Option.firstVariadicArg(2));
  }

  private static final class GetAttribute {
    static final MethodHandle CALL = NativeAccess.function("getxattr",
        FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG), KEEP_ERRNO);
  }

  private static MethodHandle settingAttribute(String function) {
    return NativeAccess.function(function,
        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT), KEEP_ERRNO);
  }

  private static final class SetAttribute {
    static final MethodHandle CALL = settingAttribute("setxattr");
  }

  private static final class SetAttributeOfLink {
    static final MethodHandle CALL = settingAttribute("lsetxattr");
  }

  private static MethodHandle removingAttribute(String function) {
    return NativeAccess.function(function, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS), KEEP_ERRNO);
  }

  private static final class RemoveAttribute {
    static final MethodHandle CALL = removingAttribute("removexattr");
  }

  private static final class RemoveAttributeOfLink {
    static final MethodHandle CALL = removingAttribute("lremovexattr");
  }
}
