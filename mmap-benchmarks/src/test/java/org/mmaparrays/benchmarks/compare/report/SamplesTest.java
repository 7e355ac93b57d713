package org.mmaparrays.benchmarks.compare.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void medianIsTheMiddleOfAllRounds() {
    Samples samples = samples(new double[] {5, 1}, new double[] {3});
    assertThat(samples.median()).isEqualTo(3);
    assertThat(samples.min()).isEqualTo(1);
    assertThat(samples.max()).isEqualTo(5);
  }

  @Test
  void medianOfAnEvenNumberLiesBetween() {
    assertThat(samples(new double[] {4, 1, 2, 9}).median()).isEqualTo(3);
  }

  @Test
  void ratioIsHowManyTimesFasterInTheSameRound() {
    // The machine is ten times slower in the second round: for both alike.
    Samples ours = samples(new double[] {1, 1, 7}, new double[] {10});
    Samples other = samples(new double[] {3}, new double[] {30, 20, 40});
    Samples ratio = ours.ratioTo(other);
    assertThat(ratio.median()).isEqualTo(3, within(1e-12));
    assertThat(ratio.min()).isEqualTo(3, within(1e-12));
    assertThat(ratio.max()).isEqualTo(3, within(1e-12));
  }

  @Test
  void roundsInWhichOneIsMissingHaveNoRatio() {
    Samples ours = new Samples();
    ours.add(1, 2);
    Samples other = samples(new double[] {3}, new double[] {8});
    assertThat(ours.ratioTo(other).median()).isEqualTo(4);
    assertThat(ours.ratioTo(new Samples()).isEmpty()).isTrue();
  }

  private static Samples samples(double[]... rounds) {
    Samples samples = new Samples();
    for (int round = 0; round < rounds.length; round++) {
      for (double value : rounds[round]) {
        samples.add(round, value);
      }
    }
    return samples;
  }
}
