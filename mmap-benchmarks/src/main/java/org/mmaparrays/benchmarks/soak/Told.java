package org.mmaparrays.benchmarks.soak;

import java.io.IOException;
import org.mmaparrays.model.StorageFaultException;

/** Work that may meet a fault, and how the program is told of it. */
final class Told {
  /** Work on storage. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  private final Acknowledgements acknowledgements;

  Told(Acknowledgements acknowledgements) {
    this.acknowledgements = acknowledgements;
  }

  /** Runs work that may fail; says how it failed, if it did, and gives whether it succeeded. Its message must name the file. */
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

  /** The same, again and again until it succeeds, so many times at most. */
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
