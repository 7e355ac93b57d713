package org.mmaparrays.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.RowWriter;
import org.mmaparrays.model.ArrayRef;

/**
 * A run of each command on small arrays, for the JVM to record the classes that a start needs: the launcher makes its
 * ahead-of-time cache from this.
 */
final class AotTrainingRun {
  private AotTrainingRun() {}

  /** Runs the commands; their output is dropped. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("mmap-training-");
    try {
      String npy = folder.resolve("a.npy").toString();
      String dat = folder.resolve("b.dat").toString();
      String h5 = folder.resolve("c.h5") + "#/group/member";
      mmap("create", npy, "--dtype", "float32", "--shape", "20,3", "--fill", "1.5");
      mmap("convert", npy, dat, "--order", "F");
      mmap("convert", npy, h5);
      mmap("ls", folder.resolve("c.h5").toString());
      for (String file : new String[] {npy, dat, h5}) {
        for (String command : new String[] {"info", "cat", "verify", "stats"}) {
          mmap(command, file);
          mmap(command, file, "--json");
        }
        mmap("cat", file, "--rows", "-2:");
        mmap("stats", file, "--columns");
      }
      try (RowWriter writer =
          ArrayStores.rowWriter(ArrayRef.of(folder.resolve("a.npy"))).startAt(0).resume()) {
        writer.write(row -> row.fill(1f));
        mmap("info", npy, dat);
        mmap("info", npy, "--json");
      }
      mmap("verify", npy);
      mmap("stats", npy);
      mmap("recover", npy);
      mmap("info", folder.resolve("missing.npy").toString());
      mmap("info", "--unknown");
      mmap("stores");
      mmap("--help");
      mmap("info", "--help");
    } finally {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
    System.exit(0);
  }

  private static void mmap(String... args) {
    Main.run(Writer.nullWriter(), new PrintWriter(Writer.nullWriter()), args);
  }
}
