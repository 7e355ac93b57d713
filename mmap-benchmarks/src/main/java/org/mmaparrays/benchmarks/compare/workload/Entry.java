package org.mmaparrays.benchmarks.compare.workload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A side that takes part in a workload: a program, and the task that it runs.
 *
 * @param name its name in tables, which begins with its language: {@code ours}, {@code C}, {@code NumPy}
 * @param language the language of the program
 * @param task the task, {@code NAME} or {@code NAME:VARIANT}; for {@link Language#COMMAND} the command
 * @param parameters options of the task
 * @param jvm options of the JVM, if the program runs on one
 * @param tolerance by how much its answer may be off, relative to the answer's largest number
 * @param precision the precision of its sums, in words
 */
public record Entry(String name, Language language, List<String> task, Map<String, String> parameters,
    List<String> jvm,
    double tolerance, String precision) {
  /** The tolerance of results that are computed in float64. */
  static final double FLOAT64 = 1e-9;

  /** The tolerance of results with partial sums in float32. */
  private static final double FLOAT32 = 2e-3;

  private static final List<String> FULL =
      List.of("--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector");

  /** The language of the program that runs an entry. */
  public enum Language {
    JAVA, C, NUMPY, H5PY, COMMAND
  }

  public static Entry ours(String name, String task) {
    return new Entry(name, Language.JAVA, List.of(task), Map.of(), FULL, FLOAT64, "float64");
  }

  public static Entry c(String name, String task) {
    return new Entry(name, Language.C, List.of(task), Map.of(), List.of(), FLOAT64, "float64");
  }

  public static Entry numpy(String name, String task) {
    return new Entry(name, Language.NUMPY, List.of(task), Map.of(), List.of(), FLOAT64, "float64");
  }

  public static Entry h5py(String name, String task) {
    return new Entry(name, Language.H5PY, List.of(task), Map.of(), List.of(), FLOAT64, "float64");
  }

  /** Returns a process that does one thing and ends. */
  public static Entry command(String name, List<String> command) {
    return new Entry(name, Language.COMMAND, command, Map.of(), List.of(), FLOAT64, "");
  }

  /** Returns the same, in a JVM with the Vector API left out. */
  public Entry withoutVectors() {
    return withJvm(List.of("--enable-native-access=ALL-UNNAMED"));
  }

  /** Returns the same, in a JVM that may not call native code. */
  public Entry withoutNativeAccess() {
    return withJvm(List.of("--illegal-native-access=deny", "--enable-native-access=java.base",
        "--add-modules=jdk.incubator.vector"));
  }

  private Entry withJvm(List<String> options) {
    return new Entry(name, language, task, parameters, options, tolerance, precision);
  }

  /** Returns the same, with partial sums in float32. */
  public Entry inFloat32(String words) {
    return new Entry(name, language, task, parameters, jvm, FLOAT32, words);
  }

  /** Returns the same, whose answer is to be equal to the last bit. */
  public Entry exact() {
    return new Entry(name, language, task, parameters, jvm, 0, "exact");
  }

  /** Returns the same, with an option for its task. */
  public Entry with(String key, Object value) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    more.put(key, value.toString());
    return new Entry(name, language, task, more, jvm, tolerance, precision);
  }

  /** Returns the task and its options, as a side takes them. */
  public List<String> arguments(Map<String, String> shared) {
    List<String> all = new ArrayList<>(task);
    Map<String, String> merged = new LinkedHashMap<>(shared);
    merged.putAll(parameters);
    merged.forEach((key, value) -> all.add(key + "=" + value));
    return all;
  }
}
