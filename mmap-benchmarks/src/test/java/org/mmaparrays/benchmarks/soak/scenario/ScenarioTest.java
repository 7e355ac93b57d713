package org.mmaparrays.benchmarks.soak.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files cut, replaced and closed under many readers: each is told, and the JVM lives. */
final class ScenarioTest {
  @TempDir
  private Path folder;

  static List<Scenario> scenarios() {
    return Scenarios.ofFiles();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void survives(Scenario scenario) throws Exception {
    ScenarioRun run = ScenarioRun.of(scenario, Files.createDirectory(folder.resolve("work")), 1, List.of());
    assertThat(run.violations()).isEmpty();
    assertThat(run.verdict().acknowledged()).isPositive();
  }
}
