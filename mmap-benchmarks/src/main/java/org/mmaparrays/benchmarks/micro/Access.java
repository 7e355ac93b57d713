package org.mmaparrays.benchmarks.micro;

import java.util.concurrent.TimeUnit;
import org.mmaparrays.Chunk;
import org.mmaparrays.NdArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of one element, row or chunk in a plain loop; each time is of one of them. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Access {
  /** Reads elements in the order of storage. */
  @Benchmark
  @OperationsPerInvocation(Fixture.COUNT * Fixture.COLUMNS)
  public double elementsInOrder(Fixture fixture) {
    NdArray view = fixture.view();
    double sum = 0;
    for (int r = 0; r < Fixture.COUNT; r++) {
      for (int c = 0; c < Fixture.COLUMNS; c++) {
        sum += view.getFloat(r, c);
      }
    }
    return sum;
  }

  /** Reads one element of each random row. */
  @Benchmark
  @OperationsPerInvocation(Fixture.COUNT)
  public double elementsAtRandom(Fixture fixture) {
    NdArray view = fixture.view();
    double sum = 0;
    for (long r : fixture.someRows) {
      sum += view.getFloat(r, r & (Fixture.COLUMNS - 1));
    }
    return sum;
  }

  /** Copies rows, each through a view of its own. */
  @Benchmark
  @OperationsPerInvocation(Fixture.COUNT)
  public double rowViews(Fixture fixture) {
    double sum = 0;
    for (int r = 0; r < Fixture.COUNT; r++) {
      fixture.view().row(r).copyTo(fixture.row);
      sum += fixture.row[r & (Fixture.COLUMNS - 1)];
    }
    return sum;
  }

  /** Copies rows into an array that is used again. */
  @Benchmark
  @OperationsPerInvocation(Fixture.COUNT)
  public double rows(Fixture fixture) {
    NdArray view = fixture.view();
    double sum = 0;
    for (int r = 0; r < Fixture.COUNT; r++) {
      view.getRow(r, fixture.row);
      sum += fixture.row[r & (Fixture.COLUMNS - 1)];
    }
    return sum;
  }

  /** Chunks of 256 rows: 512 KiB. */
  @Benchmark
  @OperationsPerInvocation(Fixture.ROWS / 256)
  public double chunks(Fixture fixture) {
    double sum = 0;
    for (Chunk chunk : fixture.array().chunks(256)) {
      sum += chunk.view().getFloat(0, 0);
    }
    return sum;
  }

  /** Random rows into a buffer. */
  @Benchmark
  @OperationsPerInvocation(Fixture.COUNT)
  public NdArray gather(Fixture fixture) {
    fixture.array().gather(fixture.someRows, fixture.gathered);
    return fixture.gathered;
  }

  /** Random elements into an array. */
  @Benchmark
  @OperationsPerInvocation(Fixture.COUNT)
  public float[] take(Fixture fixture) {
    fixture.array().take(fixture.someElements, fixture.taken);
    return fixture.taken;
  }
}
