package org.mmaparrays.benchmarks.soak.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An ahead-of-time cache of the classes that one child has loaded and linked: all others then start with half the work. */
public final class FastStart {
  private static volatile List<String> options = List.of();

  private FastStart() {}

  /** Returns the options of the JVM for a fast start; none if there is no cache. */
  static List<String> options() {
    return options;
  }

  /** Runs a child in a folder. */
  @FunctionalInterface
  public interface Training {
    void run(Path folder) throws IOException, InterruptedException;
  }

  /**
   * Makes the cache. If that fails, children start more slowly.
   *
   * @param training runs a child that does the work of most others
   */
  public static void prepare(Path folder, Training training) throws IOException, InterruptedException {
    if (!System.getProperty("java.class.path").endsWith(".jar")) {
      return; // The JVM caches classes of jars only.
    }
    Path cache = folder.resolve("classes.aot");
    Path work = Files.createDirectory(folder.resolve("training"));
    try {
      options = List.of("-XX:AOTCacheOutput=" + cache);
      training.run(work);
    } finally {
      options = Files.exists(cache)
          ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off")
          : List.of();
      Folders.delete(work);
    }
  }

  /** Stops using the cache, before its folder is deleted. */
  public static void forget() {
    options = List.of();
  }
}
