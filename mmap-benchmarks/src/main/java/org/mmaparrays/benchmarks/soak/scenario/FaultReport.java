package org.mmaparrays.benchmarks.soak.scenario;

import java.io.IOException;
import org.mmaparrays.benchmarks.soak.promise.Acknowledgements;
import org.mmaparrays.model.StorageFaultException;

/** Runs work that may meet a fault, and reports how the library has told the program of it. */
final class FaultReport {
  /** Work on storage. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  private final Acknowledgements acknowledgements;

  FaultReport(Acknowledgements acknowledgements) {
    this.acknowledgements = acknowledgements;
  }

  /** Runs work that may fail, reports its failure, and returns whether it succeeded. The message of the failure must name the file. */
  boolean succeeds(String what, String fileName, Work work) throws IOException {
    try {
      work.run();
      return true;
    } catch (StorageFaultException | IOException e) {
      String message = String.valueOf(e.getMessage());
      Scenario.require(message.contains(fileName) && !message.contains("\n"),
          "the message of " + what + ": " + e);
      acknowledgements.say("fault in " + what + ": " + e);
      return false;
    }
  }

  /** Runs work until it succeeds, at most so many times, and returns whether it did. */
  boolean succeedsIn(int attempts, String what, String fileName, Work work) throws IOException {
    for (int attempt = 0; attempt < attempts; attempt++) {
      if (succeeds(what, fileName, work)) {
        return true;
      }
    }
    return false;
  }

  /** Runs work that must fail with a {@link StorageFaultException}, which names the file. */
  void mustFail(String what, String fileName, Work work) throws IOException {
    try {
      work.run();
    } catch (StorageFaultException e) {
      Scenario.require(String.valueOf(e.getMessage()).contains(fileName),
          "the message of " + what + ": " + e);
      acknowledgements.say("refused " + what + ": " + e.getMessage());
      return;
    }
    throw new IllegalStateException("not as promised: " + what + " succeeded");
  }
}
