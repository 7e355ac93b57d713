package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Native access is never required, and its absence is never noisy. */
class NativeAccessTest {

  /** Runs in a JVM of its own. */
  static final class UsesHints {
    public static void main(String[] args) {
      NativeHints.advise(NdArray.allocate(ArraySpec.of(DType.INT8, 8192)).segment(), ReadAdvice.SEQUENTIAL);
      System.out.print("done");
    }
  }

  @Test
  void withoutPermissionHintsAreSkippedInSilence() throws Exception {
    for (String policy : new String[] {"warn", "deny"}) {
      Process process = new ProcessBuilder(List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "--illegal-native-access=" + policy,
          "-cp", System.getProperty("java.class.path"), UsesHints.class.getName())).redirectErrorStream(true)
          .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(output).isEqualTo("done");
      assertThat(process.waitFor()).isZero();
    }
  }
}
