package org.mmaparrays.benchmarks.soak.promise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;

/**
 * The promise that a new array is there, complete, or not there at all: arrays of zeros that are filled afterwards, and
 * drafts that are published when they are full.
 */
public record CreatePromise(Format format) implements Promise {
  private static final int ROWS = 24;
  private static final int COLUMNS = 96;
  private static final ArraySpec SPEC = ArraySpec.of(DType.INT32, ROWS, COLUMNS);
  private static final int MOST = 100_000;

  @Override
  public String name() {
    return "create/" + format;
  }

  private Path file(Path folder, long number) {
    return folder.resolve(format.fileName("made-" + number));
  }

  @Override
  public void work(Path folder, Pattern pattern, Acknowledgements acknowledgements) throws IOException {
    for (int number = 0; number < MOST; number++) {
      Path file = file(folder, number);
      int[] elements = pattern.rows(number, 0, ROWS, COLUMNS);
      if (number % 2 == 0) {
        try (StoredArray array = ArrayStores.create(file, SPEC)) {
          acknowledgements.say("created " + number);
          array.view().copyFrom(elements);
          array.flush();
          acknowledgements.say("filled " + number);
        }
      } else {
        try (ArrayDraft draft = ArrayStores.draft(ArrayRef.of(file), SPEC, OpenMode.CREATE_NEW)) {
          draft.array().view().copyFrom(elements);
          draft.publish();
        }
        acknowledgements.say("filled " + number);
      }
    }
  }

  private static long last(List<String> said) {
    return said.stream().filter(line -> line.matches("(created|filled) .*")).mapToLong(CreatePromise::number)
        .max().orElse(-1);
  }

  @Override
  public List<ArrayRef> arrays(Path folder, List<String> said) {
    long last = last(said);
    ArrayRef next = ArrayRef.of(file(folder, last + 1));
    return last < 0 ? List.of(next) : List.of(ArrayRef.of(file(folder, last)), next);
  }

  @Override
  public Verdict read(Path folder, Pattern pattern, List<String> said) throws IOException {
    Findings findings = new Findings();
    long last = last(said);
    for (long number = 0; number <= last; number++) {
      boolean filled = said.contains("filled " + number);
      checkOne(file(folder, number), pattern.rows(number, 0, ROWS, COLUMNS), filled, findings);
    }
    checkNext(file(folder, last + 1), pattern.rows(last + 1, 0, ROWS, COLUMNS), findings);
    try (Stream<Path> files = Files.list(folder)) {
      long known = last + 1;
      files.filter(format::isArray).filter(file -> number(file) > known)
          .forEach(file -> findings.violation(file + " is there before its turn"));
    }
    return findings.verdict(true);
  }

  private static long number(String line) {
    return Long.parseLong(line.substring(line.indexOf(' ') + 1));
  }

  private static long number(Path file) {
    return Long.parseLong(file.getFileName().toString().replaceAll("\\D", ""));
  }

  private static void checkOne(Path file, int[] expected, boolean filled, Findings findings) {
    try (StoredArray array = ArrayStores.opener(ArrayRef.of(file)).expect(SPEC).allowIncomplete().open()) {
      int[] found = new int[expected.length];
      array.view().copyTo(found);
      findings.rows(file.toString(), 0, ROWS, row -> {
        int from = (int) row * COLUMNS;
        return filled
            ? Arrays.equals(found, from, from + COLUMNS, expected, from, from + COLUMNS)
            : zeroOrExpected(found, expected, from);
      });
    } catch (IOException e) {
      findings.allLost(file + " was created and does not open: " + e, ROWS);
    }
  }

  private static boolean zeroOrExpected(int[] found, int[] expected, int from) {
    for (int k = from; k < from + COLUMNS; k++) {
      if (found[k] != 0 && found[k] != expected[k]) {
        return false;
      }
    }
    return true;
  }

  /** Checks that the array that the child was creating when it ended is complete, or not there. */
  private static void checkNext(Path file, int[] expected, Findings findings) {
    try (StoredArray array = ArrayStores.opener(ArrayRef.of(file)).expect(SPEC).allowIncomplete().open()) {
      int[] found = new int[expected.length];
      array.view().copyTo(found);
      findings.require(zeroOrExpected(found, expected, 0), file + " has neither zeros nor what was written");
    } catch (NoSuchFileException absent) {
      findings.require(!Files.exists(file), file + " is there, and was not found: " + absent);
    } catch (IOException e) {
      findings.violation(file + " is there and does not open: " + e);
    }
  }

  /** Makes the next one, whether or not it is there. */
  @Override
  public Verdict goOn(Path folder, Pattern pattern, List<String> said) throws IOException {
    Path next = file(folder, last(said) + 1);
    if (!Files.exists(next)) {
      ArrayStores.create(next, SPEC).close();
    }
    ArrayStores.create(ArrayRef.of(next), SPEC, OpenMode.CREATE).close();
    return new Findings().verdict(true);
  }
}
