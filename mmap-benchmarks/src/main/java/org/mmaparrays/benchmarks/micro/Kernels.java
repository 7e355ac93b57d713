package org.mmaparrays.benchmarks.micro;

import java.util.concurrent.TimeUnit;
import org.mmaparrays.compute.ColumnStatistics;
import org.mmaparrays.compute.Statistics;
import org.mmaparrays.compute.Summary;
import org.mmaparrays.compute.Workers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of kernels on 64 MiB, on one thread. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Kernels {
  private static final Workers ONE = Workers.of(1);

  /** Returns the sum of all elements. */
  @Benchmark
  public double sum(Fixture fixture) {
    return Statistics.sum(fixture.array(), ONE);
  }

  /** Sum, extremes, mean and deviation of all elements. */
  @Benchmark
  public Summary overall(Fixture fixture) {
    return Statistics.overall(fixture.array(), ONE);
  }

  /** Computes the statistics of each of 512 columns. */
  @Benchmark
  public ColumnStatistics perColumn(Fixture fixture) {
    return Statistics.perColumn(fixture.array(), ONE);
  }
}
