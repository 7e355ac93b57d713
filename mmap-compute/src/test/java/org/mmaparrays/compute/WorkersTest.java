package org.mmaparrays.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.NdArray;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;

class WorkersTest {
  private final NdArray array = Samples.random(DType.FLOAT32, MemoryOrder.C, 30_000, 30);

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 64})
  void theNumberOfThreadsChangesNoBit(int threads) {
    for (NdArray view : List.of(array, array.transpose(), array.slice(0, 0, 30_000, 3),
        array.reshape(900, 1000))) {
      assertThat(Statistics.overall(view, Workers.of(threads)))
          .isEqualTo(Statistics.overall(view, Workers.of(1)));
      assertThat(Statistics.perColumn(view, Workers.of(threads)).means())
          .isEqualTo(Statistics.perColumn(view, Workers.of(1)).means());
      assertThat(Statistics.perColumn(view, Workers.of(threads)).stds())
          .isEqualTo(Statistics.perColumn(view, Workers.of(1)).stds());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void progressGrowsToTheNumberOfElements(int threads) {
    List<Long> reports = new ArrayList<>();
    Statistics.overall(array, Workers.of(threads).reporting(reports::add));
    assertThat(reports).isSorted().doesNotHaveDuplicates().endsWith(900_000L);
    reports.clear();
    Statistics.perColumn(array, Workers.of(threads).reporting(reports::add));
    assertThat(reports).isSorted().doesNotHaveDuplicates().endsWith(900_000L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void interruptingTheCallerCancels(int threads) {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> Statistics.overall(array, Workers.of(threads)))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      boolean ignored = Thread.interrupted();
    }
    assertThat(Statistics.overall(array, Workers.of(threads)).count()).isEqualTo(900_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aFailureOnAnyThreadReachesTheCallerAndEndsTheOthers(int threads) {
    IllegalStateException failure = new IllegalStateException("enough");
    Workers failing = Workers.of(threads).reporting(done -> {
      if (done > 400_000) {
        throw failure;
      }
    });
    assertThatThrownBy(() -> Statistics.perColumn(array, failing)).isSameAs(failure);
    assertThat(Thread.getAllStackTraces().keySet()).noneMatch(
        thread -> thread.getName().startsWith("mmap-chunks-"));
  }

  @Test
  void atLeastOneThreadIsNeeded() {
    assertThatThrownBy(() -> Workers.of(0)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("threads: 0, at least 1 is needed");
    assertThat(Workers.available().threads()).isPositive();
    assertThat(Workers.of(2)).hasToString("2 threads");
  }
}
