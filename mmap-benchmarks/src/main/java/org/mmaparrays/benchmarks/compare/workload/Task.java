package org.mmaparrays.benchmarks.compare.workload;

import java.io.IOException;

/** A task of our side: it prepares the work, which is not measured, and returns the pass, which is. */
public interface Task {
  Pass open(SideRun run) throws IOException;

  /** One pass; the time between {@link SideRun#start} and {@link SideRun#stop} is measured. */
  interface Pass {
    double[] run() throws IOException, InterruptedException;
  }
}
