package org.mmaparrays.benchmarks.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mmaparrays.benchmarks.compare.process.SideProcess;
import org.mmaparrays.benchmarks.compare.process.Sides;
import org.mmaparrays.benchmarks.compare.workload.SideRun;
import org.mmaparrays.benchmarks.compare.workload.Task;

/** Processes that all work on one array at the same time, each with a mapping of it or with a copy of its own. */
final class WorkerGroup {
  private WorkerGroup() {}

  /**
   * Opens the task of the parent.
   *
   * @param main the main class of each process
   */
  static Task.Pass open(Class<?> main, SideRun run) {
    String task = run.variant().equals("loaded") ? "worker:load" : "worker:mapped";
    return () -> {
      List<SideProcess> workers = new ArrayList<>();
      double sum = 0;
      long memory = 0;
      try {
        run.start();
        for (long k = 0; k < run.number("workers", 2); k++) {
          List<String> command = new ArrayList<>(List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
              System.getProperty("java.class.path"), "--enable-native-access=ALL-UNNAMED"));
          command.addAll(Sides.JVM_FLAGS);
          // The system is to say when memory is short, not the JVM's own limit, which is a fraction of it.
          command.add("-XX:MaxDirectMemorySize=" + 2 * Files.size(run.file()));
          command.addAll(List.of(main.getName(), task, "file=" + run.file()));
          SideProcess worker = SideProcess.start(command);
          workers.add(worker);
          sum += worker.pass("").values()[0];
        }
        run.stop();
        for (SideProcess worker : workers) {
          memory += worker.share();
        }
      } finally {
        for (SideProcess worker : workers) {
          worker.close();
        }
      }
      run.tookMemory(memory);
      return new double[] {sum};
    };
  }
}
