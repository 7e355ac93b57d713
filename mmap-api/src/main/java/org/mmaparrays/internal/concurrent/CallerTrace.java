package org.mmaparrays.internal.concurrent;

import java.util.Arrays;
import java.util.stream.Stream;

/** The stack trace of the thread that waits for work of another thread. */
public final class CallerTrace {
  private CallerTrace() {}

  /** Appends the trace of the calling thread to a failure of another thread, which the caller's program knows nothing of. */
  public static <T extends Throwable> T addTo(T failed) {
    failed.setStackTrace(
        Stream.of(failed.getStackTrace(), new Throwable().getStackTrace()).flatMap(Arrays::stream)
            .toArray(StackTraceElement[]::new));
    return failed;
  }
}
