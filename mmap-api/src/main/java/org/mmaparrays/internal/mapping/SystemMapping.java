package org.mmaparrays.internal.mapping;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.files.FileLength;
import org.mmaparrays.internal.linux.MemoryPages;
import org.mmaparrays.internal.linux.NativeAccess;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.spi.Storage;

/**
 * Private mappings by mmap(2): the JDK maps privately only files that may be written, and asks for as much memory and
 * swap as the mapping is long.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 */
public final class SystemMapping {
  /** Without waiting, should the name have become that of a pipe. */
  private static final int O_RDONLY_NONBLOCK_CLOEXEC = 0x80800;
  private static final int SEEK_END = 2;
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_NORESERVE = System.getProperty("os.arch").startsWith("ppc") ? 0x40 : 0x4000;
  private static final int ENOMEM = 12;

  private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
  private static final Linker.Option KEEP_ERRNO = Linker.Option.captureCallState("errno");

  private static @Nullable SystemMapping linked;

  private final MethodHandle open =
      NativeAccess.function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), KEEP_ERRNO,
          Linker.Option.firstVariadicArg(2));
  private final MethodHandle lseek = NativeAccess.function("lseek",
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT), KEEP_ERRNO);
  private final MethodHandle mmap = NativeAccess.function("mmap",
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG),
      KEEP_ERRNO);
  private final MethodHandle munmap =
      NativeAccess.function("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
  private final MethodHandle close =
      NativeAccess.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private SystemMapping() {}

  /**
   * Returns the calls, linked once.
   *
   * @throws IllegalCallerException if the JVM denies native access
   */
  static synchronized SystemMapping link() {
    // Not in a static initialiser, since its failure would hide the reason from the second caller on.
    SystemMapping calls = linked == null ? new SystemMapping() : linked;
    linked = calls;
    return calls;
  }

  /**
   * Maps the bytes of an array twice, from one descriptor: to be changed privately, and as the file has them.
   *
   * @throws ArrayFormatException if the file is shorter than the array, or longer where it must not be
   */
  PrivateMapping map(Storage.Contiguous storage) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ERRNO);
      MemorySegment path = NativeAccess.path(storage.file(), arena);
      int descriptor = (int) open.invokeExact(errno, path, O_RDONLY_NONBLOCK_CLOEXEC);
      check(descriptor, errno, storage, "open");
      try {
        long size = (long) lseek.invokeExact(errno, descriptor, 0L, SEEK_END);
        check(size, errno, storage, "lseek");
        FileLength.check(storage, size);
        return new PrivateMapping(
            map(storage, descriptor, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, errno),
            map(storage, descriptor, PROT_READ, MAP_SHARED, errno));
      } finally {
        int ignored = (int) close.invokeExact(descriptor);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e); // A C function throws nothing.
    }
  }

  @SuppressWarnings("restricted") // callers check NativeAccess, or accept the JVM's warning
  private MemorySegment map(
      Storage.Contiguous storage, int descriptor, int protection, int flags, MemorySegment errno)
      throws Throwable {
    // The system maps whole pages: from the one that has the first element.
    long misaligned = storage.offset() % MemoryPages.bytes();
    long bytes = storage.spec().byteSize() + misaligned;
    long address = (long) mmap.invokeExact(errno, 0L, bytes, protection, flags, descriptor,
        storage.offset() - misaligned);
    check(address, errno, storage, "mmap");
    return MemorySegment.ofAddress(address)
        .reinterpret(bytes, Arena.ofAuto(), this::unmap)
        .asSlice(misaligned);
  }

  private void unmap(MemorySegment pages) {
    try {
      int ignored = (int) munmap.invokeExact(pages.address(), pages.byteSize());
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static void check(long result, MemorySegment errno, Storage.Contiguous storage, String call)
      throws IOException {
    if (result != -1) {
      return;
    }
    int code = errno.get(JAVA_INT, ERRNO.byteOffset(MemoryLayout.PathElement.groupElement("errno")));
    if (call.equals("open")) {
      throw new FileSystemException(storage.file().toString(), null, "cannot be opened (errno " + code
          + "); check owner and mode of the file, and the limit of open files (ulimit -n)");
    }
    throw MapRefusal.of(storage, OpenMode.COPY_ON_WRITE, call + " failed with errno " + code, code == ENOMEM,
        null);
  }
}
