package org.mmaparrays.benchmarks.soak.scenario;

import java.nio.file.Path;
import org.mmaparrays.benchmarks.soak.promise.Acknowledgements;
import org.mmaparrays.benchmarks.soak.promise.Pattern;

/**
 * Something that goes wrong under arrays in a JVM that must live on. It runs in a child: a broken promise ends it with a stack trace, which is a violation, as is any end but a good one.
 */
public interface Scenario {
  /** Returns the name in reports, by which the child finds the scenario. */
  String name();

  /** Runs it in an empty folder, and says which rows are durable at the end and which faults were met. */
  void run(Path folder, Pattern pattern, Acknowledgements acknowledgements) throws Exception;

  /** Throws unless something holds. */
  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException("not as promised: " + otherwise);
    }
  }
}
