package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a process has done.
 *
 * @param code the exit code
 * @param out what is on standard output
 * @param err what is on standard error
 */
record Launched(int code, String out, String err) {
  /** So that a process that hangs fails its test; far more than any takes, also on a busy machine. */
  private static final long TIMEOUT_MINUTES = 10;

  /** Starts a process, with the JDK of this one for the launcher to find. */
  static Process start(Path folder, Path out, Path err, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("MMAP_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    builder.environment().values().removeIf(String::isEmpty);
    return builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
  }

  /** Runs a process to its end in a folder; arguments that are not text are printed. */
  static Launched run(Path folder, Map<String, String> environment, Object... command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("mmap-out", "");
    Path err = Files.createTempFile("mmap-err", "");
    try {
      Process process =
          start(folder, out, err, environment, Arrays.stream(command).map(Object::toString).toList());
      return new Launched(end(process), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Waits for the end of a process; gives its exit code. */
  static int end(Process process) throws InterruptedException {
    assertThat(process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }

  /** Asserts that all went well, without a word on standard error. */
  Launched succeeded() {
    assertThat(err).isEmpty();
    assertThat(code).isZero();
    return this;
  }
}
