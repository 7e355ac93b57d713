package org.mmaparrays.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A checkout with the launcher and the jars of this build, as if the launcher had built them. The launcher of the checkout
 * that is being built has a build of its own, which need not be there.
 */
final class Checkout {
  private static final Path ROOT = Path.of("..");
  private static final Path BUILT = Path.of("target");

  private Checkout() {}

  /** Makes one in a new folder; returns its launcher. */
  static Path make(Path folder) throws IOException {
    for (String file : new String[] {"mmap", ".config/launch.sh", ".config/usage.txt", "pom.xml"}) {
      copy(ROOT.resolve(file), folder.resolve(file));
    }
    // Last, as they must not be older.
    Path target = target(folder);
    copy(BUILT.resolve("mmap-cli.jar"), target.resolve("mmap-cli.jar"));
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(BUILT.resolve("lib"))) {
      for (Path jar : jars) {
        copy(jar, target.resolve("lib").resolve(String.valueOf(jar.getFileName())));
      }
    }
    return folder.resolve("mmap");
  }

  /** Returns where the launcher's jars are. */
  static Path target(Path folder) {
    return folder.resolve("mmap-cli/target/quick");
  }

  private static void copy(Path file, Path copy) throws IOException {
    Files.createDirectories(copy.resolveSibling(""));
    Files.copy(file, copy);
  }
}
