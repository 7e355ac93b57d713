package org.mmaparrays.compute.internal.loops;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.NdArray;

/**
 * The choice of the loops for one kind of work: portable ones until those of the Vector API have been seen to be faster.
 *
 * <p>The latter need a tenth of a second and more until they are compiled, and are a thousand times slower before; where the
 * processor lacks an instruction they stay so. So they rehearse on a thread of their own, on a small buffer, once so much has
 * been computed that more is likely to come, and take over when they win: a first pass has the processors for itself. Both
 * give the same bits: only the time that they take differs.
 */
public final class KernelSelector<L> {
  /** Bytes after which the rehearsal, some tenths of a second of one processor, is a small part of the whole. */
  static final long LARGE = Long.getLong("mmap.vectors.after", 4L << 30);

  private static final int ROWS = 64;
  private static final int RUNS = 16;
  private static final long PATIENCE_NANOS = 3_000_000_000L;

  private final boolean doubles;
  private final Supplier<? extends L> portable;
  private final Supplier<? extends L> vector;
  private final Work<? super L> work;
  private final AtomicBoolean rehearsed = new AtomicBoolean();
  private final AtomicLong computed = new AtomicLong();
  private volatile @Nullable L vectors;

  /** The work that is rehearsed: the loops of one kernel, run once on some rows. */
  public interface Work<L> {
    /** Makes buffers, and returns the task that runs the loops once. */
    Runnable on(Rows rows, L loops);
  }

  /**
   * A choice.
   *
   * @param doubles whether the rows are float64
   * @param portable makes portable loops, of one thread
   * @param vector makes loops of the Vector API, called only where it is there
   */
  KernelSelector(boolean doubles, Supplier<? extends L> portable, Supplier<? extends L> vector,
      Work<? super L> work) {
    this.doubles = doubles;
    this.portable = portable;
    this.vector = vector;
    this.work = work;
  }

  /** Returns a choice among {@link DotLoops}. */
  public static KernelSelector<DotLoops> ofDots(boolean doubles, Work<DotLoops> work) {
    return new KernelSelector<>(
        doubles, PortableDots::new, () -> VectorModule.make(DotLoops.class, "VectorDots"), work);
  }

  /** Returns a choice among {@link Loops}. */
  public static KernelSelector<Loops> of(boolean doubles, Work<Loops> work) {
    return new KernelSelector<>(
        doubles, PortableLoops::new, () -> VectorModule.make(Loops.class, "VectorLoops"), work);
  }

  /** Returns the loops of the Vector API, once they have been seen to be faster. */
  @Nullable
  L faster() {
    return vectors;
  }

  /** Returns the loops that a thread runs next, given its own portable ones. */
  public L loops(L own) {
    L faster = vectors;
    return faster == null ? own : faster;
  }

  /** Takes note that the elements of a view are computed, by any thread; starts the rehearsal if that makes enough. */
  public void count(NdArray view) {
    count(view.shape().elementCount() * view.dtype().byteSize());
  }

  /** Takes note that so many bytes are computed. */
  void count(long bytes) {
    if (VectorModule.isPresent() && !rehearsed.get() && computed.addAndGet(bytes) >= LARGE
        && rehearsed.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("mmap-rehearsal").start(this::rehearse);
    }
  }

  private void rehearse() {
    // Memory of this thread's own: fresh, hence zeros, which are as fast as other numbers.
    MemorySegment memory =
        Arena.ofAuto().allocate((long) ROWS * Lanes.WIDTH * Rows.elementSize(doubles), Double.BYTES);
    Rows rows = Rows.dense(memory, doubles, 0, ROWS, Lanes.WIDTH);
    L candidate = vector.get();
    Runnable before = work.on(rows, portable.get());
    Runnable after = work.on(rows, candidate);
    long start = System.nanoTime();
    long best = Long.MAX_VALUE;
    while (System.nanoTime() - start < PATIENCE_NANOS) {
      best = Math.min(best, nanos(before));
      if (nanos(after) < best) {
        vectors = candidate;
        return;
      }
    }
  }

  private static long nanos(Runnable run) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < RUNS; i++) {
      long start = System.nanoTime();
      run.run();
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }
}
