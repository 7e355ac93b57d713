package org.mmaparrays.benchmarks.compare.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mmaparrays.benchmarks.compare.workload.Answer;
import org.mmaparrays.benchmarks.compare.workload.Entry;
import org.mmaparrays.benchmarks.compare.workload.Input;
import org.mmaparrays.benchmarks.compare.workload.Regime;
import org.mmaparrays.benchmarks.compare.workload.Workload;

class AgreementTest {
  private final Outcome outcome =
      new Outcome(new Workload("W", "", Regime.WARM, Input.ofBytes(Path.of("x"), 1),
          List.of(Entry.c("C", "sum"), Entry.ours("ours", "sum"),
              Entry.numpy("NumPy", "sum").inFloat32("float32")),
          List.of(), ""));
  private final Result c = outcome.results().get(0);
  private final Result ours = outcome.results().get(1);
  private final Result numpy = outcome.results().get(2);
  private final Agreement agreement = new Agreement(outcome.results());

  @Test
  void aWrongAnswerFailsTheRun() {
    agreement.add(ours, "", answer(1.00001));
    agreement.add(c, "", answer(1));
    agreement.check();
    assertThat(ours.isWrong()).isTrue();
    assertThat(c.isWrong()).isFalse();
    assertThat(outcome.isGood()).isFalse();
  }

  @Test
  void eachIsHeldToItsOwnPrecision() {
    agreement.add(c, "", answer(1));
    agreement.add(ours, "", answer(1 + 1e-12));
    agreement.add(numpy, "", answer(1.00001));
    agreement.check();
    assertThat(outcome.isGood()).isTrue();
    assertThat(numpy.difference()).isGreaterThan(0.9e-5);
  }

  @Test
  void oneWrongPassOfManyIsEnough() {
    agreement.add(c, "", answer(1));
    agreement.add(ours, "", answer(1));
    agreement.add(ours, "", answer(2));
    agreement.check();
    assertThat(ours.isWrong()).isTrue();
  }

  @Test
  void passesThatAreToldSomethingElseAreNotCompared() {
    agreement.add(c, "forward", answer(1));
    agreement.add(ours, "inverse", answer(2));
    agreement.add(numpy, "forward", new Answer(1, 0.5, 0, new double[] {7}));
    agreement.check();
    assertThat(outcome.isGood()).isTrue();
    assertThat(numpy.units()).isEqualTo(0.5);
  }

  private static Answer answer(double value) {
    return new Answer(1, 1, 0, new double[] {value});
  }
}
