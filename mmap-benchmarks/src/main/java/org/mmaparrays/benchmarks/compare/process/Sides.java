package org.mmaparrays.benchmarks.compare.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmaparrays.benchmarks.compare.workload.Entry;

/** The commands that start the sides, and the reasons why one cannot be started. */
public final class Sides {
  /** Options for the best code for this machine; loops unrolled, which some here need. */
  static final List<String> C_FLAGS = List.of("-O3", "-march=native", "-funroll-loops");

  /** The options with which the launcher starts commands that compute. */
  public static final List<String> JVM_FLAGS = List.of("-XX:+UseSerialGC", "-XX:-UsePerfData");

  private final Map<Entry.Language, List<String>> commands = new EnumMap<>(Entry.Language.class);
  private final Map<Entry.Language, String> missing = new EnumMap<>(Entry.Language.class);
  private final String python;
  private final Path scripts;
  private final Class<?> main;

  /**
   * Builds and finds all sides.
   *
   * @param sources the folder with the folders {@code c} and {@code python}
   * @param work where the C program goes
   * @param python the interpreter
   * @param main the main class of our side
   */
  public Sides(Path sources, Path work, String python, Class<?> main)
      throws IOException, InterruptedException {
    commands.put(Entry.Language.JAVA,
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    commands.put(Entry.Language.COMMAND, List.of());
    compile(sources.resolve("c"), work.resolve("side"));
    this.python = python;
    this.scripts = sources.resolve("python");
    this.main = main;
    List<String> side = script("side.py");
    offer(Entry.Language.NUMPY, List.of(python, "-c", "import numpy"), side, "no NumPy: ");
    offer(Entry.Language.H5PY, List.of(python, "-c", "import h5py"), side, "no h5py: ");
  }

  private void compile(Path folder, Path program) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("gcc"));
    command.addAll(C_FLAGS);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.c")) {
      files.forEach(file -> command.add(file.toString()));
    }
    command.addAll(List.of("-o", program.toString(), "-lm", "-pthread"));
    offer(Entry.Language.C, command, List.of(program.toString()), "no C program: ");
  }

  private void offer(Entry.Language language, List<String> trial, List<String> command, String prefix)
      throws InterruptedException {
    try {
      Ran ran = Ran.of(trial);
      if (ran.code() == 0) {
        commands.put(language, command);
      } else {
        missing.put(language, prefix + ran.lastLine());
      }
    } catch (IOException e) {
      missing.put(language, prefix + e.getMessage());
    }
  }

  /** Returns the command that runs one of our scripts in Python. */
  public List<String> script(String name) {
    return List.of(python, "-B", scripts.resolve(name).toString());
  }

  /** Returns why a side cannot take part; empty if it can. */
  public Optional<String> missing(Entry.Language language) {
    return Optional.ofNullable(missing.get(language));
  }

  /** Returns the command that starts an entry. */
  public List<String> command(Entry entry, Map<String, String> shared) {
    List<String> command = new ArrayList<>(commands.getOrDefault(entry.language(), List.of()));
    if (entry.language() == Entry.Language.COMMAND) {
      command.addAll(entry.task());
      return command;
    }
    if (entry.language() == Entry.Language.JAVA) {
      command.addAll(JVM_FLAGS);
      command.addAll(entry.jvm());
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    }
    command.addAll(entry.arguments(shared));
    return command;
  }

  /** A program that has ended: its exit code and its output. */
  public record Ran(int code, String output) {
    public static Ran of(List<String> command) throws IOException, InterruptedException {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Ran(process.waitFor(), output);
    }

    public String lastLine() {
      return output.substring(output.lastIndexOf('\n') + 1);
    }
  }
}
