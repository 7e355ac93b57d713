package org.mmaparrays.internal.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.mmaparrays.internal.concurrent.DaemonThreads;
import org.mmaparrays.model.ReadAdvice;

/**
 * Advice to the kernel about mapped pages, where native access is enabled and the system is Linux.
 *
 * <p>Never needed for a right answer: without it nothing happens.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/madvise.2.html">madvise(2)</a>
 */
public final class MemoryAdvice {
  /** The kernel reads no more for one call than the device takes at once, and that is 128 KiB at least by default. */
  private static final long READ_AHEAD_BYTES = 128 << 10;

  /** Pages that are looked at to know of a range. */
  private static final int SAMPLES = 4;

  /** A process that closes fewer bytes than this, and gives no other advice, does not pay for linking {@code madvise}. */
  private static final long LEAST_RELEASED_BYTES = 64 << 20;

  private static final AtomicBoolean PREPARING = new AtomicBoolean();
  private static final AtomicLong UNRELEASED_BYTES = new AtomicLong();
  private static volatile boolean ready;

  private MemoryAdvice() {}

  /** Returns whether advice has any effect. */
  public static boolean isEnabled() {
    return NativeAccess.isEnabled();
  }

  /**
   * Returns whether {@code madvise} is linked, so that advice costs one system call. If it is not, starts to link it in the
   * background: that takes longer than many a short program computes.
   */
  public static boolean isReady() {
    if (!ready && isEnabled() && PREPARING.compareAndSet(false, true)) {
      inBackground(() -> call(MemorySegment.NULL, 0, 0, ReadAdvice.NORMAL)); // An empty range: advises no page.
    }
    return ready;
  }

  private static void inBackground(Runnable firstCall) {
    try {
      Thread ignored = DaemonThreads.start("advice", firstCall);
    } catch (OutOfMemoryError noMoreThreads) {
      // The next call of advise or release links in the calling thread.
    }
  }

  /**
   * Says how bytes {@code from} (inclusive) to {@code to} (exclusive) of a mapped segment are about to be read.
   *
   * <p>Bytes that share a page with them are advised as well, except for {@link ReadAdvice#DONE_WITH}, which takes whole pages only
   * and must not be given for a private mapping: its changes would be gone.
   */
  public static void advise(MemorySegment mapped, long from, long to, ReadAdvice advice) {
    if (!isEnabled() || from >= to) {
      return;
    }
    long first = mapped.address() + from;
    long last = mapped.address() + to;
    switch (advice) {
      case NORMAL, SEQUENTIAL, RANDOM -> call(mapped, pageOf(first), last, advice);
      case WILL_NEED -> {
        for (long at = pageOf(first); at < last; at += READ_AHEAD_BYTES) {
          call(mapped, at, Math.min(at + READ_AHEAD_BYTES, last), advice);
        }
      }
      case DONE_WITH -> {
        if (pageAfter(first) < pageOf(last)) {
          call(mapped, pageAfter(first), pageOf(last), advice);
        }
      }
    }
  }

  /**
   * Drops this process's page table entries for a shared mapping, which must start on a page or be preceded by none of
   * value; the page cache keeps the data, and racing readers fault it in again.
   *
   * <p>If {@code madvise} is not linked yet, the first mappings keep their entries until they are unmapped; the one with which
   * they become many bytes is released in the background.
   */
  public static void release(MemorySegment mapped) {
    if (!isEnabled() || mapped.byteSize() == 0) {
      return;
    }
    if (!ready && UNRELEASED_BYTES.addAndGet(mapped.byteSize()) < LEAST_RELEASED_BYTES) {
      return;
    }
    if (!ready && PREPARING.compareAndSet(false, true)) {
      inBackground(() -> releaseNow(mapped));
    } else {
      releaseNow(mapped);
    }
  }

  private static void releaseNow(MemorySegment mapped) {
    call(mapped, pageOf(mapped.address()), mapped.address() + mapped.byteSize(), ReadAdvice.DONE_WITH);
  }

  /**
   * Returns whether bytes of a mapped segment seem to be in memory, so that there is no use in reading ahead: looks at a few of the
   * pages. True where the system does not tell, as of a file that others own, or of memory of no file.
   *
   * <p>Needs no native access, except for private mappings.
   */
  public static boolean isResident(MemorySegment mapped, long from, long to) {
    if (from >= to) {
      return true;
    }
    // The last page first: in a sequential read the start may have been read ahead.
    for (int i = SAMPLES; i > 0; i--) {
      long at = i == SAMPLES ? to - 1 : from + (to - from) / SAMPLES * i;
      if (!isPageResident(mapped, at)) {
        return false;
      }
    }
    return isPageResident(mapped, from);
  }

  /** The same of the page that has one byte. */
  public static boolean isPageResident(MemorySegment mapped, long offset) {
    if (mapped.isMapped()) {
      return mapped.asSlice(offset, 1).isLoaded();
    }
    if (!isEnabled()) {
      return true;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment resident = arena.allocate(JAVA_BYTE);
      MemorySegment page = MemorySegment.ofAddress(pageOf(mapped.address() + offset));
      int result = (int) Mincore.CALL.invokeExact(page, 1L, resident);
      return result != 0 || (resident.get(JAVA_BYTE, 0) & 1) != 0;
    } catch (Throwable e) {
      throw new AssertionError(e); // A C function throws nothing, and the types are those of the descriptor.
    } finally {
      Reference.reachabilityFence(mapped);
    }
  }

  private static void call(MemorySegment mapped, long fromAddress, long toAddress, ReadAdvice advice) {
    try {
      int ignored = (int) Madvise.CALL.invokeExact(
          MemorySegment.ofAddress(fromAddress), toAddress - fromAddress, code(advice));
      ready = true;
    } catch (Throwable e) {
      throw new AssertionError(e); // A C function throws nothing, and the types are those of the descriptor.
    } finally {
      // Else the pages could be unmapped, and others mapped in their place, before the call.
      Reference.reachabilityFence(mapped);
    }
  }

  /** The address at which a page starts that has this one. */
  private static long pageOf(long address) {
    return address - address % MemoryPages.bytes();
  }

  /** The first address from this one on at which a page starts. */
  private static long pageAfter(long address) {
    return pageOf(address + MemoryPages.bytes() - 1);
  }

  /** A class of its own, so that the function is linked by its first call. */
  private static final class Madvise {
    static final MethodHandle CALL =
        NativeAccess.function("madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  }

  /** A class of its own, so that the function is linked by its first call. */
  private static final class Mincore {
    static final MethodHandle CALL =
        NativeAccess.function("mincore", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS));
  }

  /** Returns the number of an advice, which is the same for madvise(2) and posix_fadvise(2). */
  static int code(ReadAdvice advice) {
    return switch (advice) {
      case NORMAL -> 0;
      case RANDOM -> 1;
      case SEQUENTIAL -> 2;
      case WILL_NEED -> 3;
      case DONE_WITH -> 4;
    };
  }
}
