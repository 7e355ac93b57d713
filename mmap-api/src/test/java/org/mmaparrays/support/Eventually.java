package org.mmaparrays.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what another thread, the kernel or the garbage collector brings about, however busy the machine is. */
public final class Eventually {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private Eventually() {}

  /** Returns once a condition is true; fails if it stays false for minutes. */
  public static void isTrue(Callable<Boolean> condition) throws Exception {
    long start = System.nanoTime();
    boolean holds = condition.call();
    while (!holds && System.nanoTime() - start < LONGEST.toNanos()) {
      Thread.sleep(5);
      holds = condition.call();
    }
    assertThat(holds).isTrue();
  }
}
