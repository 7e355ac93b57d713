package org.mmaparrays.benchmarks.soak.fault;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.benchmarks.soak.promise.Acknowledgements;
import org.mmaparrays.benchmarks.soak.promise.AsReader;
import org.mmaparrays.benchmarks.soak.promise.Pattern;
import org.mmaparrays.benchmarks.soak.promise.Promises;
import org.mmaparrays.benchmarks.soak.promise.ReplacePromise;
import org.mmaparrays.benchmarks.soak.scenario.Readers;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.OpenMode;

/** Threads that read an array again and again while it is replaced, and count refused and mixed reads. */
final class ReadingChild {
  /** Said when the first read has been done. */
  static final String READING = "reading";

  static final String READS = "reads";
  static final String REFUSED = "refused";
  static final String MIXED = "mixed";

  /** Said before an example. */
  static final String EXAMPLE = "example ";

  private static final int READERS = 3;
  private static final int MOST_EXAMPLES = 5;

  /** Reads with the same array open. */
  private static final int LONGEST_OPEN = 20;

  private final ArrayRef ref;
  private final Pattern pattern;
  private final Acknowledgements acknowledgements;
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong mixed = new AtomicLong();
  private final AtomicInteger examples = new AtomicInteger();

  private ReadingChild(ArrayRef ref, Pattern pattern, Acknowledgements acknowledgements) {
    this.ref = ref;
    this.pattern = pattern;
    this.acknowledgements = acknowledgements;
  }

  /** Reads the array of the promise of the first argument, in the folder of the second, until a line comes. */
  public static void main(String[] arguments) throws Exception {
    Acknowledgements acknowledgements = new Acknowledgements(new FileOutputStream(FileDescriptor.out));
    if (!(Promises.named(arguments[0]) instanceof ReplacePromise promise)) {
      throw new IllegalArgumentException(arguments[0] + " cannot be watched");
    }
    ReadingChild child = new ReadingChild(promise.ref(Path.of(arguments[1])),
        new Pattern(Long.parseLong(arguments[2])), acknowledgements);
    try (Readers readers = new Readers(READERS, child::read)) {
      readers.awaitReads(1);
      acknowledgements.say(READING);
      for (int c = System.in.read(); c >= 0 && c != '\n'; c = System.in.read()) {
        // Until the parent has had enough, or has ended.
      }
    }
    acknowledgements.say(READS + " " + child.reads);
    acknowledgements.say(REFUSED + " " + child.refused);
    acknowledgements.say(MIXED + " " + child.mixed);
  }

  private boolean read() throws IOException {
    long number = reads.incrementAndGet();
    try {
      switch ((int) (number % 8)) {
        case 0 -> ArrayStores.checkpoints(ref);
        case 1 -> ArrayStores.opener(ref).inspect();
        case 2 -> readWhole(OpenMode.COPY_ON_WRITE, 1);
        case 3 -> readWhole(OpenMode.READ, LONGEST_OPEN);
        default -> readWhole(OpenMode.READ, 1);
      }
    } catch (IOException | RuntimeException | InternalError e) {
      refused.incrementAndGet();
      example("refused: " + e);
    }
    return true;
  }

  /** Opens the array once and reads it so many times: a reader that has it open keeps it. */
  private void readWhole(OpenMode mode, int times) throws IOException {
    try (StoredArray array = AsReader.open(ref, mode)) {
      for (int time = 0; time < times; time++) {
        Optional<String> wrong = ReplacePromise.mixture(array, pattern);
        if (wrong.isPresent()) {
          mixed.incrementAndGet();
          example("mixed: " + wrong.get());
          return;
        }
      }
    }
  }

  private void example(String text) throws IOException {
    if (examples.incrementAndGet() <= MOST_EXAMPLES) {
      acknowledgements.say(EXAMPLE + text.lines().findFirst().orElse(""));
    }
  }
}
