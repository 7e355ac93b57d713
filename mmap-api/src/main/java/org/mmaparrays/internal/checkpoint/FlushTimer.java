package org.mmaparrays.internal.checkpoint;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.mmaparrays.internal.concurrent.DaemonThreads;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.FlushPolicy;
import org.mmaparrays.model.StorageFaultException;

/**
 * Looks after rows at risk when their writer pauses: a policy of five seconds holds also if no further row ever comes.
 */
public final class FlushTimer implements AutoCloseable {
  private final Duration longest;
  private final Supplier<Optional<Duration>> look;
  private final AtomicBoolean armed = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor executor;

  /**
   * A timer that is not armed.
   *
   * @param longest the longest time until it looks
   * @param look flushes if it is due, and returns after which time to look again
   */
  public FlushTimer(ArrayRef ref, Duration longest, Supplier<Optional<Duration>> look) {
    this.longest = longest;
    this.look = look;
    this.executor = new ScheduledThreadPoolExecutor(1,
        DaemonThreads.factory("flush-" + ref.file().getFileName()));
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Returns whether rows are to be made durable now.
   *
   * @param rowsAtRisk the number of rows that are not durable
   * @param oldest the time since the first of them was written; negative if the clock was set back
   */
  public static boolean isDue(FlushPolicy policy, long rowsAtRisk, Duration oldest) {
    // A clock that was set back must not put the flush off.
    return (policy.rows().isPresent() && rowsAtRisk >= policy.rows().getAsLong())
        || policy.time().filter(time -> oldest.isNegative() || oldest.compareTo(time) >= 0).isPresent();
  }

  /** Looks after the longest time, unless it is going to look anyway. */
  public void arm() {
    if (!armed.get() && armed.compareAndSet(false, true)) {
      schedule(longest);
    }
  }

  private void schedule(Duration delay) {
    // Told by another clock than the timer's, the rest may be any number.
    long nanos = Math.clamp(nanos(delay), TimeUnit.MILLISECONDS.toNanos(1), nanos(longest));
    try {
      var _ = executor.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      // Closing publishes the rows at risk.
    }
  }

  private void look() {
    armed.set(false);
    try {
      look.get().ifPresent(rest -> {
        if (armed.compareAndSet(false, true)) {
          schedule(rest);
        }
      });
    } catch (StorageFaultException failed) {
      // The array has failed with it, and says so at the next write, flush or close.
    }
  }

  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration); // Saturates, where Duration.toNanos would throw.
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
