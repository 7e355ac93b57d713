package org.mmaparrays.benchmarks.soak.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs of the system. */
public final class Tool {
  private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private Tool() {}

  /** Returns whether the system has a program. */
  public static boolean exists(String name) {
    return FOLDERS.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  /**
   * Runs a program to its end and returns its output.
   *
   * @throws IOException if it fails, with its output
   */
  public static String run(String... command) throws IOException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(String.join(" ", command) + ": exit " + code + ": " + said.strip());
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while running " + String.join(" ", command), e);
    }
  }
}
