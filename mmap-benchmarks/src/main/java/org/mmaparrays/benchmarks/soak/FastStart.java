package org.mmaparrays.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Classes as one child has loaded and linked them, for all others: they then start with half the work. */
final class FastStart {
  private static volatile List<String> options = List.of();

  private FastStart() {}

  /** The options of the JVM for a fast start; none if there is nothing prepared. */
  static List<String> options() {
    return options;
  }

  /** Prepares it with a child that does what most others do; where that fails, all is slower and nothing else. */
  static void prepare(Path folder) throws IOException, InterruptedException {
    if (!System.getProperty("java.class.path").endsWith(".jar")) {
      return; // The JVM caches classes of jars only.
    }
    Path cache = folder.resolve("classes.aot");
    Path work = Files.createDirectory(folder.resolve("rehearsal"));
    try {
      options = List.of("-XX:AOTCacheOutput=" + cache);
      ScenarioRun.of(new FailingCalls(Format.RAW), work, 1, List.of());
    } finally {
      options = Files.exists(cache)
          ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off")
          : List.of();
      Folders.delete(work);
    }
  }

  /** Forgets it, before its folder goes. */
  static void forget() {
    options = List.of();
  }
}
