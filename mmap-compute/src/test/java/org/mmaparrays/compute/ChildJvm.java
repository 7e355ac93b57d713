package org.mmaparrays.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM with the same class path, which runs to its end. */
final class ChildJvm {
  private ChildJvm() {}

  /** The lines that it prints, on both streams, but for the JVM's that the Vector API is incubating. */
  static List<String> run(Path folder, boolean vectors, Class<?> main, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (vectors) {
      command.add("--add-modules=jdk.incubator.vector");
      command.add("-Dmmap.vectors.after=1"); // From the first array on, however small.
    }
    command
        .addAll(List.of("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + folder.resolve("hs_err.log"), "-cp",
            System.getProperty("java.class.path"), main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    List<String> lines = process.inputReader().readAllLines();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as("exit status after %s", lines).isZero();
    return lines.stream().filter(line -> !line.startsWith("WARNING: Using incubator modules")).toList();
  }
}
