package org.mmaparrays.benchmarks.compare.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SideProcessTest {
  private static final String READY = "echo '{\"ready\": true}'; read line; ";

  @Test
  void aSideAnswersEachPass() throws Exception {
    String script = READY + "echo '{\"seconds\": 1, \"units\": 1, \"answer\": [4]}'; read line";
    try (SideProcess side = SideProcess.start(shell(script))) {
      assertThat(side.pass("").values()).containsExactly(4);
      assertThat(side.peakResident()).isPositive();
    }
  }

  @Test
  void aSideThatBreaksDownIsReportedWithItsReason() throws Exception {
    try (SideProcess side = SideProcess.start(shell(READY + "echo 'no such file' >&2; exit 3"))) {
      assertThatThrownBy(() -> side.pass("")).isInstanceOf(SideFailedException.class)
          .hasMessage("ended with 3: no such file");
    }
  }

  @Test
  void aSideThatCannotStartIsReported() {
    assertThatThrownBy(() -> SideProcess.start(shell("exit 1"))).isInstanceOf(SideFailedException.class)
        .hasMessage("ended with 1");
    assertThatThrownBy(() -> SideProcess.start(List.of("/no/such/program"))).isInstanceOf(IOException.class);
  }

  @Test
  void ofAStackTraceTheExceptionIsTold() {
    String script =
        "echo 'Exception in thread \"main\" java.io.IOException: full' >&2; echo '  at X' >&2; exit 1";
    assertThatThrownBy(() -> SideProcess.start(shell(script)))
        .hasMessage("ended with 1: Exception in thread \"main\" java.io.IOException: full");
  }

  @Test
  void aSideThatIsKilledIsToldAsSuch() throws Exception {
    try (SideProcess side = SideProcess.start(shell(READY + "kill -9 $$"))) {
      assertThatThrownBy(() -> side.pass("")).isInstanceOfSatisfying(SideFailedException.class,
          failure -> assertThat(failure.isKilled()).isTrue());
    }
  }

  @Test
  void aSideThatIsKilledBetweenPassesIsToldAsSuch() throws Exception {
    String script = READY + "echo '{\"seconds\": 1, \"units\": 1, \"answer\": [4]}'; kill -9 $$";
    assertToldAsKilled(script, SideProcess::share);
    assertToldAsKilled(script, SideProcess::peakResident);
  }

  private interface Question {
    long ask(SideProcess side) throws IOException, InterruptedException;
  }

  private static void assertToldAsKilled(String script, Question question) throws Exception {
    try (SideProcess side = SideProcess.start(shell(script))) {
      side.pass("");
      assertThatThrownBy(() -> {
        while (true) {
          question.ask(side); // Answered as long as the shell has not reached its kill.
        }
      }).isInstanceOfSatisfying(SideFailedException.class,
          failure -> assertThat(failure.isKilled()).isTrue()).hasMessage("killed");
    }
  }

  private static List<String> shell(String script) {
    return List.of("/bin/sh", "-c", script);
  }
}
