package org.mmaparrays.benchmarks.soak.fault;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.mmaparrays.benchmarks.soak.promise.Acknowledgements;
import org.mmaparrays.benchmarks.soak.promise.Pattern;
import org.mmaparrays.benchmarks.soak.promise.Promises;

/** The main class of a child whose work relies on a promise. */
final class WorkingChild {
  private WorkingChild() {}

  /** Works as the promise of the first argument, in the folder of the second, with the seed of the third. */
  public static void main(String[] arguments) throws IOException {
    endWithParent();
    Acknowledgements acknowledgements = new Acknowledgements(new FileOutputStream(FileDescriptor.out));
    try {
      Promises.named(arguments[0])
          .work(Path.of(arguments[1]), new Pattern(Long.parseLong(arguments[2])), acknowledgements);
    } catch (IOException | UncheckedIOException storageFailed) {
      // What a program must be ready for when the power goes; anything else ends with a stack trace and is a violation.
      acknowledgements.say("failed " + storageFailed.toString().lines().findFirst().orElse(""));
      System.exit(Faults.STORAGE_FAILED);
    }
  }

  /** Ends when the parent has ended, however that was. */
  private static void endWithParent() {
    Thread.ofPlatform().daemon().name("parent's end").start(() -> {
      try {
        while (System.in.read() >= 0) {
          // Nothing is ever said to a child.
        }
      } catch (IOException e) {
        // As at the end.
      }
      Runtime.getRuntime().halt(1);
    });
  }
}
