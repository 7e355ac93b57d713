package org.mmaparrays.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFaultUnderCompiledLoopsIsAnExceptionAndNotTheEndOfTheJvm(boolean vectors, @TempDir Path folder)
      throws Exception {
    assertThat(ChildJvm.run(folder, vectors, FaultingKernels.class, folder.resolve("a.dat")))
        .hasSize(12)
        .allMatch(line -> line.endsWith(" told"));
  }
}
