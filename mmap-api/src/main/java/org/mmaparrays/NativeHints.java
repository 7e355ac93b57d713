package org.mmaparrays;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.System.Logger;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.Optional;

/**
 * Advice to the kernel about mapped pages, where native access is enabled and the system is Linux.
 *
 * <p>Never needed for a right answer, hence silent: without it nothing happens, and one message at level DEBUG says which
 * flag would enable it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/madvise.2.html">madvise(2)</a>
 */
final class NativeHints {
  /** Drops this process's page table entries; the page cache keeps the data, and racing readers fault it in again. */
  private static final int MADV_DONTNEED = 4;

  private static final Optional<Native> NATIVE = link();

  private NativeHints() {}

  /** Says how the segment, which must be mapped and start on a page, is about to be read. */
  static void advise(MemorySegment mapped, ReadAdvice advice) {
    call(mapped, advice.posixCode());
  }

  /** Gives the resident pages of a mapped segment back to the system; its contents stay what they are. */
  static void release(MemorySegment mapped) {
    call(mapped, MADV_DONTNEED);
  }

  private static void call(MemorySegment mapped, int advice) {
    if (NATIVE.isEmpty() || mapped.byteSize() == 0) {
      return;
    }
    Native kernel = NATIVE.get();
    // madvise wants a page-aligned start; the page that also holds what precedes the array may be advised too.
    long misaligned = mapped.address() % kernel.pageBytes();
    try {
      int ignored = (int) kernel.madvise().invokeExact(
          MemorySegment.ofAddress(mapped.address() - misaligned), mapped.byteSize() + misaligned, advice);
    } catch (Throwable e) {
      throw new AssertionError(e); // A C function throws nothing, and the types are those of the descriptor.
    } finally {
      // Else the pages could be unmapped, and others mapped in their place, before the call.
      Reference.reachabilityFence(mapped);
    }
  }

  /** What is called, where it can be. */
  private record Native(MethodHandle madvise, long pageBytes) {}

  @SuppressWarnings("restricted") // checked to be enabled before the first use
  private static Optional<Native> link() {
    Module module = NativeHints.class.getModule();
    if (!module.isNativeAccessEnabled() || !System.getProperty("os.name").equals("Linux")) {
      String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
      System.getLogger(NativeHints.class.getName()).log(Logger.Level.DEBUG,
          "no read-ahead hints; on Linux --enable-native-access=" + name + " enables them");
      return Optional.empty();
    }
    Linker linker = Linker.nativeLinker();
    SymbolLookup symbols = linker.defaultLookup();
    try {
      MethodHandle madvise = linker.downcallHandle(
          symbols.findOrThrow("madvise"), FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
      MethodHandle getpagesize =
          linker.downcallHandle(symbols.findOrThrow("getpagesize"), FunctionDescriptor.of(JAVA_INT));
      return Optional.of(new Native(madvise, (int) getpagesize.invokeExact()));
    } catch (Throwable e) {
      throw new AssertionError(e); // Every Linux has both, and they throw nothing.
    }
  }
}
