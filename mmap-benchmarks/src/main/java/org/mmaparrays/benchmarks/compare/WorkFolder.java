package org.mmaparrays.benchmarks.compare;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for what a run needs while it runs; gone afterwards, also if it is interrupted. */
final class WorkFolder implements AutoCloseable {
  private final Path path;
  private final Thread deleteOnExit = new Thread(this::deleteQuietly, "work folder");

  WorkFolder(Path parent) throws IOException {
    path = Files.createTempDirectory(parent, "run-");
    Runtime.getRuntime().addShutdownHook(deleteOnExit);
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(deleteOnExit);
    } catch (IllegalStateException e) {
      return; // It runs already.
    }
    delete();
  }

  private void delete() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(path);
  }

  private void deleteQuietly() {
    try {
      delete();
    } catch (IOException e) {
      System.err.println("bench: " + path + " is left behind: " + e.getMessage());
    }
  }
}
