package org.mmaparrays.internal.concurrent;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Work that many threads wait for and one of them does, so that one force of the disk serves all.
 *
 * <p>Known from databases as group commit: a run covers every request made before it began. Requests made during a run
 * share the next one.
 */
public final class GroupCommit {
  private final Runnable work;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private boolean running;
  private long begun;
  private long done;

  public GroupCommit(Runnable work) {
    this.work = work;
  }

  /** Returns once a run that began after this call has succeeded; throws the exception of a run of this thread. */
  public void await() {
    lock.lock();
    try {
      long covering = begun + 1;
      while (done < covering) {
        if (running) {
          ended.awaitUninterruptibly();
        } else {
          run();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    running = true;
    long run = ++begun;
    lock.unlock();
    boolean succeeded = false;
    try {
      work.run();
      succeeded = true;
    } finally {
      lock.lock();
      running = false;
      if (succeeded) {
        done = run;
      }
      // A thread whose run was another's and failed makes a run itself, and gets its failure first-hand.
      ended.signalAll();
    }
  }
}
