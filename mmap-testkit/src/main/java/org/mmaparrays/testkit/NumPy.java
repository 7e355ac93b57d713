package org.mmaparrays.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A real NumPy to check formats against: the first Python with NumPy among {@code $MMAP_PYTHON}, {@code python3} on the
 * path and {@code /usr/bin/python3}.
 *
 * <p>Where there is none, tests that ask for it are skipped with the reason; where the environment variable {@code
 * MMAP_REQUIRE_NUMPY} is {@code true}, they fail.
 */
public final class NumPy {
  private static final Optional<String> PYTHON = Stream.of(
      Optional.ofNullable(System.getenv("MMAP_PYTHON")), Optional.of("python3"),
      Optional.of("/usr/bin/python3"))
      .flatMap(Optional::stream)
      .filter(NumPy::hasNumPy)
      .findFirst();

  private final String python;

  private NumPy(String python) {
    this.python = python;
  }

  /** Returns the NumPy of this machine; skips or fails the calling test if there is none. */
  public static NumPy require() {
    if (PYTHON.isEmpty()) {
      String reason = "no Python with NumPy found (install python3-numpy, or set MMAP_PYTHON)";
      if (Boolean.parseBoolean(System.getenv("MMAP_REQUIRE_NUMPY"))) {
        Assertions.fail(reason);
      }
      Assumptions.abort(reason);
    }
    return new NumPy(PYTHON.orElseThrow());
  }

  /** The output of one run of Python on both streams, and its exit status. */
  private record Outcome(int status, String output) {}

  /**
   * Runs a script, which must exit with 0, and returns its output.
   *
   * @param script Python source; {@code numpy} is imported as {@code np}, {@code sys} as such
   * @param arguments the values that the script finds in {@code sys.argv[1:]}
   */
  public String run(String script, Object... arguments) {
    Outcome outcome = run(python, "import sys\nimport numpy as np\n" + script, arguments);
    Assertions.assertEquals(0, outcome.status(),
        () -> "Python failed:\n" + outcome.output() + "\nscript:\n" + script);
    return outcome.output();
  }

  private static boolean hasNumPy(String python) {
    try {
      return run(python, "import numpy").status() == 0;
    } catch (UncheckedIOException e) {
      return false; // There is no such program.
    }
  }

  private static Outcome run(String python, String script, Object... arguments) {
    List<String> command = new ArrayList<>(List.of(python, "-c", script));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      // Reading waits as long as the process lives: end it from elsewhere.
      CompletableFuture<Void> tooLate = CompletableFuture.runAsync(process::destroyForcibly,
          CompletableFuture.delayedExecutor(10, TimeUnit.MINUTES));
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      tooLate.cancel(false);
      return new Outcome(status, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while Python ran", e);
    }
  }
}
