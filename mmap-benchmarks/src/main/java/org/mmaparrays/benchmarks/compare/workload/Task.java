package org.mmaparrays.benchmarks.compare.workload;

import java.io.IOException;

/** Something our side can run: it prepares what is not measured, and gives what is. */
public interface Task {
  Pass open(SideRun run) throws IOException;

  /** One pass; it measures what lies between {@link SideRun#start} and {@link SideRun#stop}, and gives its answer. */
  interface Pass {
    double[] run() throws IOException, InterruptedException;
  }
}
