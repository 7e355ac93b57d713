package org.mmaparrays.benchmarks.soak.scenario;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import org.mmaparrays.benchmarks.soak.promise.Acknowledgements;
import org.mmaparrays.benchmarks.soak.promise.Pattern;

/** Runs a scenario to its end. */
public final class ScenarioChild {
  static final String DONE = "done";

  private ScenarioChild() {}

  /** Runs the scenario of the first argument, in the folder of the second, with the seed of the third. */
  public static void main(String[] arguments) throws Exception {
    Acknowledgements acknowledgements = new Acknowledgements(new FileOutputStream(FileDescriptor.out));
    Scenarios.named(arguments[0])
        .run(Path.of(arguments[1]), new Pattern(Long.parseLong(arguments[2])), acknowledgements);
    acknowledgements.say(DONE);
  }
}
