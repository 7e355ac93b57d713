package org.mmaparrays.benchmarks.compare.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.RESIDENT;
import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.STEADY;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mmaparrays.benchmarks.compare.report.Outcome;

class TargetTest {
  private final Outcome outcome =
      new Outcome(new Workload("W", "", Regime.WARM, Input.ofBytes(Path.of("x"), 1),
          List.of(Entry.c("C mmap", "a"), Entry.c("C pread", "b"), Entry.ours("ours", "a"),
              Entry.numpy("NumPy", "a")),
          List.of(), ""));

  @Test
  void aBeginningOfNamesIsTheFastestOfThem() {
    measure(0, 4);
    measure(1, 2);
    measure(2, 4);
    Target target = Target.atLeast(0.9, "ours", STEADY, "C");
    assertThat(outcome.measured(target).orElseThrow().median()).isEqualTo(0.5);
    assertThat(target.isMet(0.5)).isFalse();
    assertThat(target.isMet(0.9)).isTrue();
  }

  @Test
  void whatIsPrintedIsCompared() {
    Target target = Target.atLeast(0.9, "ours", STEADY, "C");
    assertThat(target.isMet(0.8951)).isTrue();
    assertThat(target.isMet(0.8949)).isFalse();
  }

  @Test
  void aLimitIsNotToBeExceeded() {
    outcome.results().get(2).resident().add(0, 100);
    Target target = Target.atMost(99, "ours", RESIDENT);
    assertThat(outcome.measured(target).orElseThrow().median()).isEqualTo(100);
    assertThat(target.isMet(100)).isFalse();
    assertThat(target.isMet(99)).isTrue();
  }

  @Test
  void whatWasNotMeasuredHasNoRatio() {
    measure(2, 4);
    assertThat(outcome.measured(Target.atLeast(1, "ours", STEADY, "NumPy"))).isEmpty();
  }

  private void measure(int entry, double seconds) {
    outcome.results().get(entry).steady().add(0, seconds);
  }
}
