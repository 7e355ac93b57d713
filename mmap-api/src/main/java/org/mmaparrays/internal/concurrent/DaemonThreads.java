package org.mmaparrays.internal.concurrent;

import java.util.concurrent.ThreadFactory;

/** The one way in which the library starts threads: daemons with a name, which do not keep a program from ending. */
public final class DaemonThreads {
  private static final String PREFIX = "mmap-arrays-";

  private DaemonThreads() {}

  /** Returns a factory of threads for one purpose, which their names tell. */
  public static ThreadFactory factory(String purpose) {
    return Thread.ofPlatform().daemon().name(PREFIX + purpose + "-", 1).factory();
  }

  /**
   * Starts a thread.
   *
   * @param purpose the part of its name that tells what it does
   * @throws OutOfMemoryError if the system has no more threads
   */
  public static Thread start(String purpose, Runnable work) {
    return Thread.ofPlatform().daemon().name(PREFIX + purpose).start(work);
  }
}
