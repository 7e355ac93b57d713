package org.mmaparrays.benchmarks.compare.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mmaparrays.benchmarks.support.ExitHook;

/** A folder for the files of a run, which is deleted when the run ends, also if it is interrupted. */
public final class WorkFolder implements AutoCloseable {
  private final Path path;
  private final ExitHook deleteOnExit = new ExitHook("work folder", this::deleteQuietly);

  public WorkFolder(Path parent) throws IOException {
    path = Files.createTempDirectory(parent, "run-");
    deleteOnExit.install();
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    if (deleteOnExit.remove()) {
      delete();
    }
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
