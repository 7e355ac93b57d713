package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.internal.concurrent.WorkStealingRanges;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;

/** Several workers see each chunk once, and end together. */
@Timeout(600)
class ParallelChunksTest {
  private static final NdArray ROWS = NdArray.allocate(ArraySpec.of(DType.INT64, 1000, 3));

  static {
    for (int row = 0; row < 1000; row++) {
      ROWS.row(row).fill(row);
    }
  }

  private static List<Long> all(long count) {
    return LongStream.range(0, count).boxed().toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 200})
  void eachChunkIsSeenOnce(int workers) {
    List<Long> seen = Collections.synchronizedList(new ArrayList<>());
    ROWS.chunks(7).parallel(workers).forEach(chunk -> {
      assertThat(chunk.view().getLong(0, 0)).isEqualTo(chunk.rows().from());
      seen.add(chunk.index());
    });
    assertThat(seen).containsExactlyInAnyOrderElementsOf(all(143));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 200})
  void resultsAreInTheOrderOfRows(int workers) {
    assertThat(ROWS.chunks(7).parallel(workers).map(chunk -> chunk.view().getLong(0, 2) / 7))
        .isEqualTo(all(143));
  }

  @Test
  void noRowsAreNoWork() {
    ParallelChunks none = NdArray.allocate(ArraySpec.of(DType.INT8, 0, 5)).chunks(4).parallel();
    assertThat(none.map(chunk -> 1)).isEmpty();
    none.forEach(chunk -> {
      throw new AssertionError("a chunk of nothing");
    });
  }

  @Test
  void thereIsOneWorkerAtLeast() {
    assertThatThrownBy(() -> ROWS.chunks(7).parallel(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void eachWorkerHasAnActionOfItsOwn() {
    Set<Thread> makers = ConcurrentHashMap.newKeySet();
    AtomicInteger sum = new AtomicInteger();
    ROWS.chunks(10).parallel(4).forEachWith(() -> {
      Thread mine = Thread.currentThread();
      assertThat(makers.add(mine)).isTrue();
      return chunk -> {
        assertThat(Thread.currentThread()).isSameAs(mine);
        sum.incrementAndGet();
      };
    });
    assertThat(makers).hasSize(4).contains(Thread.currentThread());
    assertThat(sum).hasValue(100);
  }

  @Test
  void eachWorkerStartsWithAContiguousRange() {
    CyclicBarrier together = new CyclicBarrier(4);
    Map<Thread, List<Long>> byWorker = new ConcurrentHashMap<>();
    ROWS.chunks(10).parallel(4).forEachWith(() -> {
      List<Long> mine = new ArrayList<>();
      byWorker.put(Thread.currentThread(), mine);
      return chunk -> {
        mine.add(chunk.index());
        try {
          together.await(); // In step, so that nobody has reason to steal.
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      };
    });
    assertThat(byWorker.values()).containsExactlyInAnyOrder(all(25), shifted(25), shifted(50), shifted(75));
  }

  private static List<Long> shifted(long from) {
    return LongStream.range(from, from + 25).boxed().toList();
  }

  @Test
  void whoIsDoneTakesHalfOfTheLongestRest() {
    WorkStealingRanges shares = new WorkStealingRanges(20, 2);
    assertThat(shares.workers()).isEqualTo(2);
    for (long i = 0; i < 10; i++) {
      assertThat(shares.take(1)).isEqualTo(10 + i);
    }
    assertThat(shares.take(0)).isZero();
    assertThat(shares.take(1)).isEqualTo(5);
    for (long i = 1; i < 5; i++) {
      assertThat(shares.take(0)).isEqualTo(i);
    }
    List<Long> rest = new ArrayList<>();
    for (int worker = 0; rest.size() < 4; worker = 1 - worker) {
      rest.add(shares.take(worker));
    }
    assertThat(rest).containsExactlyInAnyOrder(6L, 7L, 8L, 9L);
    assertThat(shares.take(0)).isNegative();
    assertThat(shares.take(1)).isNegative();
  }

  @Test
  void thereAreNoMoreWorkersThanChunks() {
    assertThat(new WorkStealingRanges(3, 8).workers()).isEqualTo(3);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    ROWS.chunks(500).parallel(8).forEachWith(() -> {
      threads.add(Thread.currentThread());
      return chunk -> {};
    });
    assertThat(threads).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void whatAWorkerThrowsReachesTheCallerAndEndsTheOthers() {
    ArithmeticException thrown = new ArithmeticException("7");
    AtomicInteger after = new AtomicInteger();
    AtomicReference<Thread> thrower = new AtomicReference<>();
    CyclicBarrier together = new CyclicBarrier(2);
    Thread caller = Thread.currentThread();
    assertThatThrownBy(() -> ROWS.chunks(1).parallel(2).forEachWith(() -> {
      try {
        together.await(); // Both are at work when one fails.
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      return chunk -> {
        if (Thread.currentThread() != caller) {
          thrower.set(Thread.currentThread());
          throw thrown;
        }
        awaitEnd(thrower);
        after.incrementAndGet();
      };
    })).isSameAs(thrown);
    assertThat(after.get()).as("chunks of the caller, each of which outlasts the other worker")
        .isLessThanOrEqualTo(1);
  }

  /** Returns once a thread has been named and has ended. */
  private static void awaitEnd(AtomicReference<Thread> named) {
    Thread thread = named.get();
    while (thread == null || thread.isAlive()) {
      Thread.onSpinWait();
      thread = named.get();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void errorsReachTheCallerToo() {
    assertThatThrownBy(() -> ROWS.chunks(1).parallel(3).map(chunk -> {
      throw new StackOverflowError("deep");
    })).isInstanceOf(StackOverflowError.class).hasMessage("deep");
    assertThatThrownBy(() -> ROWS.chunks(1).parallel(3).forEachWith(() -> {
      throw new IllegalArgumentException("no action");
    })).isInstanceOf(IllegalArgumentException.class).hasMessage("no action");
  }

  @Test
  void whenAMethodReturnsNobodyWorksAnyMore() {
    AtomicInteger working = new AtomicInteger();
    assertThatThrownBy(() -> ROWS.chunks(1).parallel(4).forEach(chunk -> {
      working.incrementAndGet();
      try {
        if (chunk.index() == 0) {
          throw new ArithmeticException();
        }
        pause();
      } finally {
        working.decrementAndGet();
      }
    })).isInstanceOf(ArithmeticException.class);
    assertThat(working).hasValue(0);
  }

  @Test
  void anInterruptOfTheCallerEndsAllAndStays() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> ROWS.chunks(1).parallel(2).forEach(chunk -> {
        throw new AssertionError("interrupted before");
      })).isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    Thread caller = Thread.currentThread();
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicInteger count = new AtomicInteger();
    try {
      assertThatThrownBy(() -> ROWS.chunks(1).parallel(2).forEach(chunk -> {
        count.incrementAndGet();
        if (Thread.currentThread() != caller) {
          caller.interrupt();
          interrupted.countDown();
          while (caller.getState() != Thread.State.WAITING) {
            Thread.onSpinWait(); // Or it would do all there is before the caller notices, and waits for its end.
          }
          return;
        }
        while (interrupted.getCount() > 0) {
          Thread.onSpinWait();
        }
      })).isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(count.get()).isLessThan(1000);
  }

  @Test
  void aWorkerMayWalkInParallelItself() {
    List<Long> sums = ROWS.chunks(100).parallel(3).map(outer -> outer.view().chunks(10).parallel(2)
        .map(inner -> inner.view().getLong(0, 0)).stream().mapToLong(Long::longValue).sum());
    List<Long> expected = LongStream.range(0, 10).map(i -> 10 * 100 * i + 450).boxed().toList();
    assertThat(sums).isEqualTo(expected);
  }
}
