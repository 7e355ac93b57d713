package org.mmaparrays.benchmarks.flush;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.RowWriter;
import org.mmaparrays.benchmarks.support.Threads;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.FlushPolicy;

/** One measured run: rows written through a row writer, until all are durable. */
public final class WritingRun {
  private WritingRun() {}

  /** Writes all rows, of float32, in so many threads, closes, and returns the rows a second. Creation is not measured. */
  public static double rowsPerSecond(Path file, FlushPolicy policy, long rows, int columns, int threads)
      throws IOException {
    float[] row = new float[columns];
    for (int k = 0; k < columns; k++) {
      row[k] = k;
    }
    RowWriter writer =
        ArrayStores.rowWriter(ArrayRef.of(file)).policy(policy)
            .replace(ArraySpec.of(DType.FLOAT32, rows, columns));
    long start;
    try (writer) {
      start = System.nanoTime();
      inThreads(threads, rows, () -> writer.write(elements -> elements.copyFrom(row)));
    }
    return rows * 1e9 / (System.nanoTime() - start);
  }

  private static void inThreads(int threads, long rows, Runnable write) throws IOException {
    AtomicLong left = new AtomicLong(rows);
    try {
      Threads.runInEach(threads, () -> {
        while (left.getAndDecrement() > 0) {
          write.run();
        }
      });
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
