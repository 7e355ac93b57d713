package org.mmaparrays.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Nobody works any more when the work is said to be done, however few threads the system has. */
class WorkerThreadsTest {
  /** Threads that can be started so often, and then no more. */
  private static ThreadFactory limitedTo(int most) {
    AtomicInteger made = new AtomicInteger();
    return work -> made.getAndIncrement() < most ? new Thread(work) : new Thread(work) {
      @Override
      public void start() {
        throw new OutOfMemoryError("unable to create native thread");
      }
    };
  }

  @Test
  void whereThereAreNoMoreThreadsFewerDoTheWorkAndHaveEnded() {
    CountDownLatch caller = new CountDownLatch(1);
    List<Integer> ended = new CopyOnWriteArrayList<>();
    WorkerThreads.run(0, 10, thread -> {
      if (thread == 0) {
        caller.countDown();
      } else {
        await(caller);
      }
      ended.add(thread);
    }, () -> {}, limitedTo(2));
    assertThat(ended).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void aCallerWhoCannotWorkIsToldThatNobodyDid() {
    AtomicInteger worked = new AtomicInteger();
    assertThatThrownBy(
        () -> WorkerThreads.run(1, 4, thread -> worked.incrementAndGet(), () -> {}, limitedTo(0)))
        .isInstanceOf(OutOfMemoryError.class);
    WorkerThreads.run(1, 4, thread -> worked.incrementAndGet(), () -> {}, limitedTo(1));
    assertThat(worked).hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
