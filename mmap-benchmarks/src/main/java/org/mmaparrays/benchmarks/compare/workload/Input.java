package org.mmaparrays.benchmarks.compare.workload;

import java.nio.file.Path;
import java.util.Map;

/**
 * An array that workloads run on.
 *
 * @param file where it is
 * @param rows its rows, of {@link #COLUMNS} float32 each
 * @param isSparse whether it is all holes: nothing but its size is wanted of it
 */
public record Input(Path file, long rows, boolean isSparse) {
  public static final int COLUMNS = 512;

  private static final int ROW_BYTES = COLUMNS * Float.BYTES;

  /** Returns an array of about so many bytes, one row at least. */
  public static Input ofBytes(Path file, long bytes) {
    return new Input(file, Math.max(1, bytes / ROW_BYTES), false);
  }

  public long bytes() {
    return rows * ROW_BYTES;
  }

  /** Returns the parameters of every side. */
  public Map<String, String> parameters(String store, long offset) {
    return Map.of("file", file.toString(), "rows", Long.toString(rows), "columns", Integer.toString(COLUMNS),
        "offset", Long.toString(offset), "store", store);
  }
}
