package org.mmaparrays.benchmarks.soak.promise;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.RowWriter;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.FlushPolicy;
import org.mmaparrays.model.OpenMode;

/**
 * An array that is replaced is all old or all new: never absent, never mixed, never described as the other.
 *
 * <p>Each row begins with the number of its generation. Two generations that follow each other have different element types, and
 * the same size in bytes, so that a description of the wrong one would fit.
 *
 * @param format the format
 * @param checkpoints whether every second generation is filled row after row, so that a file of checkpoints comes and goes, too
 */
public record ReplacePromise(Format format, boolean checkpoints) implements Promise {
  static final int ROWS = 40;

  private static final int COLUMNS = 64;
  private static final int ROWS_BETWEEN_CHECKPOINTS = 16;
  private static final int MOST = 100_000;
  private static final String REPLACED = "replaced ";

  /** Said when the array has its name, and its rows are still to be written. */
  private static final String BEGUN = "begun ";

  @Override
  public String name() {
    return (checkpoints ? "replace-with-checkpoints/" : "replace/") + format;
  }

  public ArrayRef ref(Path folder) {
    return ArrayRef.of(folder.resolve(format.fileName("current")));
  }

  private static boolean isEven(long generation) {
    return generation % 2 == 0;
  }

  private static int columns(long generation) {
    return isEven(generation) ? 2 * COLUMNS : COLUMNS;
  }

  private static ArraySpec spec(long generation) {
    return ArraySpec.of(isEven(generation) ? DType.INT32 : DType.INT64, ROWS, columns(generation));
  }

  private static long[] row(long generation, long row, Pattern pattern) {
    int[] values = pattern.rows(generation, row, row + 1, columns(generation));
    long[] expected = new long[values.length];
    for (int k = 1; k < values.length; k++) {
      expected[k] = values[k];
    }
    expected[0] = generation + 1; // Never zero.
    return expected;
  }

  private static void fill(NdArray row, long generation, long number, Pattern pattern) {
    long[] values = row(generation, number, pattern);
    if (isEven(generation)) {
      row.copyFrom(Arrays.stream(values).mapToInt(Math::toIntExact).toArray());
    } else {
      row.copyFrom(values);
    }
  }

  private static long[] read(NdArray row) {
    long[] found = new long[Math.toIntExact(row.shape().dim(0))];
    if (row.dtype().equals(DType.INT32)) {
      int[] ints = new int[found.length];
      row.copyTo(ints);
      for (int k = 0; k < found.length; k++) {
        found[k] = ints[k];
      }
    } else {
      row.copyTo(found);
    }
    return found;
  }

  @Override
  public void work(Path folder, Pattern pattern, Acknowledgements acknowledgements) throws IOException {
    long first = firstGeneration(folder);
    for (long generation = first; generation < first + MOST; generation++) {
      replace(folder, generation, pattern, acknowledgements);
      acknowledgements.say(REPLACED + generation);
    }
  }

  /** Returns a number that no generation had that may still be there. */
  private long firstGeneration(Path folder) {
    return Files.exists(ref(folder).file()) ? System.currentTimeMillis() / 10 % 500_000_000 * 2 : 0;
  }

  /** Makes the first generation. */
  public void begin(Path folder, Pattern pattern) throws IOException {
    replace(folder, 0, pattern, new Acknowledgements(OutputStream.nullOutputStream()));
  }

  private void replace(Path folder, long generation, Pattern pattern, Acknowledgements acknowledgements)
      throws IOException {
    if (checkpoints && isEven(generation)) {
      byte[] payload = ByteBuffer.allocate(Long.BYTES).putLong(generation).array();
      try (RowWriter writer =
          ArrayStores.rowWriter(ref(folder)).policy(FlushPolicy.everyRows(ROWS_BETWEEN_CHECKPOINTS))
              .payload(() -> payload).replace(spec(generation))) {
        acknowledgements.say(BEGUN + generation);
        while (writer.position() < ROWS) {
          writer.write(row -> fill(row, generation, writer.position(), pattern));
        }
      }
      return;
    }
    try (ArrayDraft draft = ArrayStores.draft(ref(folder), spec(generation), OpenMode.CREATE)) {
      for (int row = 0; row < ROWS; row++) {
        fill(draft.array().view().row(row), generation, row, pattern);
      }
      draft.publish();
    }
  }

  @Override
  public List<ArrayRef> arrays(Path folder, List<String> said) {
    return List.of(ref(folder));
  }

  private static long last(List<String> said, String word) {
    return said.stream().filter(line -> line.startsWith(word))
        .mapToLong(line -> Long.parseLong(line.substring(word.length()))).max().orElse(-1);
  }

  @Override
  public Verdict read(Path folder, Pattern pattern, List<String> said) throws IOException {
    Findings findings = new Findings();
    long replaced = last(said, REPLACED);
    long least = Math.max(replaced, last(said, BEGUN)); // The oldest array that may be there.
    try (StoredArray array = AsReader.open(ref(folder), OpenMode.READ)) {
      Optional<String> wrong = wrong(array, pattern, least, replaced + 1);
      if (wrong.isEmpty()) {
        findings.rows(ref(folder).toString(), 0, least < 0 ? 0 : ROWS, row -> true);
      } else {
        findings.allLost(
            array + " after generation " + replaced + " was published: " + wrong.get(), ROWS);
      }
      AsReader.checkRefusedIfIncomplete(ref(folder), findings);
      checkCheckpoints(folder, findings);
    } catch (IOException e) {
      if (Files.exists(ref(folder).file()) || least >= 0) {
        findings.allLost(ref(folder) + " does not open after generation " + replaced + ": " + e, ROWS);
      }
    }
    return findings.verdict(true);
  }

  private void checkCheckpoints(Path folder, Findings findings) throws IOException {
    List<Checkpoint> known = ArrayStores.checkpoints(ref(folder));
    boolean isWithCheckpoints =
        checkpoints && ArrayStores.opener(ref(folder)).inspect().spec().dtype().equals(DType.INT32);
    findings.require(known.size() == (isWithCheckpoints ? 1 : 0), "checkpoints: " + known);
  }

  /**
   * Returns the faults of an array that may be one of several generations; empty if it is one of them, and whole as far as its
   * checkpoints say.
   */
  private static Optional<String> wrong(StoredArray array, Pattern pattern, long from, long to) {
    String first = "";
    for (long generation = Math.max(0, from); generation <= to; generation++) {
      Optional<String> wrong = wrong(array, pattern, generation);
      if (wrong.isEmpty()) {
        return wrong;
      }
      first = first + "; " + wrong.get();
    }
    return Optional.of("neither generation " + from + " nor " + to + first);
  }

  private static long completeTo(StoredArray array) {
    return array.info().incompleteRows().isEmpty()
        ? ROWS
        : array.info().incompleteRows().getFirst().from();
  }

  private static Optional<String> wrong(StoredArray array, Pattern pattern, long generation) {
    if (!array.spec().sameLayout(spec(generation))) {
      return Optional.of("of generation " + generation + " it does not have the layout");
    }
    long complete = completeTo(array);
    for (long row = 0; row < ROWS; row++) {
      long[] expected = row(generation, row, pattern);
      long[] found = read(array.view().row(row));
      for (int k = 0; k < expected.length; k++) {
        if (found[k] != expected[k] && (row < complete || found[k] != 0)) {
          return Optional
              .of("of generation " + generation + ", complete to " + complete + ", it does not have row "
                  + row);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the faults of an array of an unknown generation, and which a row writer may be filling; empty
   * if it is whole as far as its checkpoints said when it was opened.
   */
  public static Optional<String> mixture(StoredArray array, Pattern pattern) {
    long complete = completeTo(array);
    long generation = -1;
    for (long row = 0; row < complete; row++) {
      long[] found = read(array.view().row(row));
      generation = row == 0 ? found[0] - 1 : generation;
      if (generation < 0 || !array.spec().sameLayout(spec(generation))) {
        return Optional.of(array + " says that it is of generation " + generation);
      }
      if (!Arrays.equals(found, row(generation, row, pattern))) {
        return Optional
            .of(array + ", complete to " + complete + ", does not have row " + row + " of generation "
                + generation);
      }
    }
    return Optional.empty();
  }

  @Override
  public Verdict goOn(Path folder, Pattern pattern, List<String> said) throws IOException {
    Findings findings = new Findings();
    long next = last(said, REPLACED) + 2;
    replace(folder, next, pattern, new Acknowledgements(OutputStream.nullOutputStream()));
    try (StoredArray array = ArrayStores.open(ref(folder), OpenMode.READ)) {
      findings.require(wrong(array, pattern, next).isEmpty(),
          array + " was replaced once more and is not new");
    }
    return findings.verdict(true);
  }
}
