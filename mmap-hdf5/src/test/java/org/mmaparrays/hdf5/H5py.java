package org.mmaparrays.hdf5;

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
 * A real h5py to check files against, found as the kit finds NumPy; without one, tests are skipped, or fail where {@code
 * MMAP_REQUIRE_NUMPY} is {@code true}.
 */
final class H5py {
  private static final Optional<String> PYTHON = Stream.of(
      Optional.ofNullable(System.getenv("MMAP_PYTHON")), Optional.of("python3"),
      Optional.of("/usr/bin/python3"))
      .flatMap(Optional::stream)
      .filter(H5py::hasH5py)
      .findFirst();

  private static final String PRELUDE = "import sys\nimport numpy as np\nimport h5py\n";

  private H5py() {}

  /** Runs a script, which must exit with 0, and returns what it printed. */
  static String run(String script, Object... arguments) {
    try {
      Process process = start(script, arguments);
      process.getOutputStream().close();
      // Reading waits as long as the process lives: end it from elsewhere.
      CompletableFuture<Void> tooLate = CompletableFuture.runAsync(process::destroyForcibly,
          CompletableFuture.delayedExecutor(10, TimeUnit.MINUTES));
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      tooLate.cancel(false);
      Assertions.assertEquals(0, status, () -> "Python failed:\n" + output + "\nscript:\n" + script);
      return output.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while Python ran", e);
    }
  }

  /** Starts a script; both of its streams are one. */
  static Process start(String script, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(require(), "-c", PRELUDE + script));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String require() {
    if (PYTHON.isEmpty()) {
      String reason = "no Python with h5py found (install python3-h5py, or set MMAP_PYTHON)";
      if (Boolean.parseBoolean(System.getenv("MMAP_REQUIRE_NUMPY"))) {
        Assertions.fail(reason);
      }
      Assumptions.abort(reason);
    }
    return PYTHON.orElseThrow();
  }

  private static boolean hasH5py(String python) {
    try {
      Process process =
          new ProcessBuilder(python, "-c", PRELUDE).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
