package org.mmaparrays.benchmarks.compare.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class AnswerTest {
  @Test
  void readsWhatSidesWrite() throws IOException {
    Answer answer = Answer.parse("{\"seconds\": 0.25, \"units\": 0.5, \"answer\": [1.5, -2e-3, 3]}");
    assertThat(answer.seconds()).isEqualTo(0.25);
    assertThat(answer.secondsForAll()).isEqualTo(0.5);
    assertThat(answer.values()).containsExactly(1.5, -0.002, 3);
  }

  @Test
  void refusesWhatIsNoAnswer() {
    assertThatThrownBy(() -> Answer.parse("{\"ready\": true}")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Answer.parse("Traceback")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Answer.parse("{\"seconds\": 1, \"units\": 0, \"answer\": []}"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void differenceIsRelativeToTheLargestNumber() {
    assertThat(answer(0.001, 200).differenceFrom(answer(0, 100))).isEqualTo(1, within(1e-12));
    assertThat(answer(1, 2).differenceFrom(answer(1, 2))).isZero();
    assertThat(answer(0, 0).differenceFrom(answer(0, 0))).isZero();
  }

  @Test
  void whatIsMissingOrNoNumberIsAsWrongAsCanBe() {
    assertThat(answer(1).differenceFrom(answer(1, 2))).isInfinite();
    assertThat(answer(Double.NaN).differenceFrom(answer(1))).isInfinite();
    assertThat(answer(1).differenceFrom(answer(0))).isInfinite();
  }

  private static Answer answer(double... values) {
    return new Answer(1, 1, 0, values);
  }
}
