package org.mmaparrays.benchmarks.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A mapped array of 64 MiB, in memory, and the buffers of loops over it. */
@State(Scope.Thread)
public class Fixture {
  static final int ROWS = 32_768;
  static final int COLUMNS = 512;

  /** The number of random rows or elements that an operation touches. */
  static final int COUNT = 4096;

  final float[] row = new float[COLUMNS];
  final float[] taken = new float[COUNT];
  final long[] someRows = new long[COUNT];
  final long[] someElements = new long[COUNT];
  final NdArray gathered = NdArray.allocate(ArraySpec.of(DType.FLOAT32, COUNT, COLUMNS));

  private Path folder = Path.of("");
  private StoredArray array = stored();
  private NdArray view = array.view();

  private StoredArray stored() {
    try {
      folder = Files.createTempDirectory("mmap-jmh-");
      return ArrayStores.create(folder.resolve("array.dat"), ArraySpec.of(DType.FLOAT32, ROWS, COLUMNS));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Fills the array, so that its pages are there. */
  @Setup(Level.Trial)
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    for (int r = 0; r < ROWS; r++) {
      for (int c = 0; c < COLUMNS; c++) {
        row[c] = random.nextInt(16_384) / 1024f - 8;
      }
      view.row(r).copyFrom(row);
    }
    for (int k = 0; k < COUNT; k++) {
      someRows[k] = random.nextLong(ROWS);
      someElements[k] = random.nextLong((long) ROWS * COLUMNS);
    }
  }

  /** Removes the files. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    array.close();
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  StoredArray array() {
    return array;
  }

  NdArray view() {
    return view;
  }
}
