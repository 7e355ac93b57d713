package org.mmaparrays;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.Optional;

/**
 * Advice to the kernel about mapped pages, where native access is enabled and the system is Linux.
 *
 * <p>Never needed for a right answer: without it nothing happens.
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

  private static Optional<Native> link() {
    if (!NativeAccess.isEnabled()) {
      return Optional.empty();
    }
    try {
      MethodHandle madvise =
          NativeAccess.function("madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
      MethodHandle getpagesize = NativeAccess.function("getpagesize", FunctionDescriptor.of(JAVA_INT));
      return Optional.of(new Native(madvise, (int) getpagesize.invokeExact()));
    } catch (Throwable e) {
      throw new AssertionError(e); // Every Linux has both, and they throw nothing.
    }
  }
}
