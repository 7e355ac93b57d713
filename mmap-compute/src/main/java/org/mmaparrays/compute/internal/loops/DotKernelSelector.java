package org.mmaparrays.compute.internal.loops;

/** The choice of loops for single dot products, which counts the numbers that pass until it has chosen. */
public final class DotKernelSelector {
  private static final ThreadLocal<PortableDots> PORTABLE = ThreadLocal.withInitial(PortableDots::new);

  /** Numbers after which a loop over rows is taken for a large one: early, as the portable loops take three times as long. */
  private static final long LARGE = Math.max(1, Math.min(KernelSelector.LARGE, 64L << 20) / Float.BYTES);

  /** Rows of one rehearsal: a single one is too short for the clock. */
  private static final int ROWS = 64;

  private final KernelSelector<DotLoops> choice;

  /** Not exact where several threads count, nor need it be. */
  private long counted;

  /** @param row the work that is rehearsed: the dot product of one row */
  public DotKernelSelector(KernelSelector.Work<DotLoops> row) {
    choice = KernelSelector.ofDots(false, (rows, loops) -> {
      Runnable once = row.on(rows, loops);
      return () -> {
        for (int i = 0; i < ROWS; i++) {
          once.run();
        }
      };
    });
  }

  public DotLoops loops(int length) {
    DotLoops faster = choice.faster();
    if (faster != null) {
      return faster;
    }
    if (VectorModule.isPresent() && counted < LARGE) {
      counted += length;
      if (counted >= LARGE) {
        choice.count(KernelSelector.LARGE);
      }
    }
    return PORTABLE.get();
  }
}
