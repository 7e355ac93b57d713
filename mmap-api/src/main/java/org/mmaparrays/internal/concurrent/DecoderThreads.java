package org.mmaparrays.internal.concurrent;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads on which blocks are read and decoded, as many as there are processors for all arrays together.
 *
 * <p>Decoding does not run on the threads of callers, since an interrupt of one would close the file for all. They are daemons, and end when there
 * has been nothing to do for a while; nothing that they do waits for anything else that they are to do.
 */
public final class DecoderThreads {
  private static final int MOST = Runtime.getRuntime().availableProcessors();
  private static final long IDLE_MILLIS = 1000;
  private static final ThreadPoolExecutor THREADS = threads();

  private DecoderThreads() {}

  private static ThreadPoolExecutor threads() {
    ThreadPoolExecutor threads = new ThreadPoolExecutor(MOST, MOST, IDLE_MILLIS, TimeUnit.MILLISECONDS,
        new LinkedBlockingQueue<>(), DaemonThreads.factory("decoder"));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** Returns the largest number of threads. */
  public static int most() {
    return MOST;
  }

  /**
   * Has a task run soon.
   *
   * @param task throws nothing
   * @throws OutOfMemoryError if it needs a thread and none can be started
   */
  static void run(Runnable task) {
    THREADS.execute(task);
  }
}
