package org.mmaparrays.benchmarks.soak.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.RowWriter;
import org.mmaparrays.StoredArray;
import org.mmaparrays.benchmarks.soak.promise.Acknowledgements;
import org.mmaparrays.benchmarks.soak.promise.Format;
import org.mmaparrays.benchmarks.soak.promise.Pattern;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.FlushPolicy;
import org.mmaparrays.model.OpenMode;

/**
 * Rows, flushes, creation and replacement while calls of the system fail, whichever: an operation that fails says so and stays failed, and
 * nothing is promised that does not hold. Run once more without failures, all can be done, from where it was promised.
 */
public record FailingCalls(Format format) implements Scenario {
  /** Said when an array of a JVM works in which another has failed. */
  public static final String OTHERS_WORK = "others work";

  private static final int ROWS = 6;
  private static final int COLUMNS = 300;
  private static final int ATTEMPTS = 3;

  @Override
  public String name() {
    return "failing-calls/" + format;
  }

  @Override
  public void run(Path folder, Pattern pattern, Acknowledgements acknowledgements) throws Exception {
    FaultReport told = new FaultReport(acknowledgements);
    ArrayRef other = ArrayRef.of(folder.resolve(format.fileName("other")));
    boolean created =
        told.succeedsIn(ATTEMPTS, "create", "other", () -> createAndFlush(other, pattern, told));
    long rows = rows(folder, pattern, told, acknowledgements);
    boolean replaced = told.succeedsIn(ATTEMPTS, "replace", "other", () -> replace(other, pattern));
    if (created) {
      told.succeeds("open", "other", () -> checkOther(other, pattern, replaced ? 2 : 1));
    }
    acknowledgements.say("rows " + (rows + (replaced ? ROWS : 0)));
  }

  private long rows(Path folder, Pattern pattern, FaultReport told, Acknowledgements acknowledgements)
      throws IOException {
    ArrayRef ref = ArrayRef.of(folder.resolve(format.fileName("rows")));
    ArraySpec spec = ArraySpec.of(DType.INT32, ROWS, COLUMNS);
    long[] promised = {0};
    for (int attempt = 0; attempt < ATTEMPTS && promised[0] < ROWS; attempt++) {
      told.succeeds("row writer", "rows", () -> {
        try (RowWriter writer =
            ArrayStores.rowWriter(ref).policy(FlushPolicy.everyWrite()).resumeOrCreate(spec)) {
          acknowledgements.say("resumed " + writer.position());
          Scenario.require(writer.position() >= promised[0],
              "resumed at " + writer.position() + " after " + promised[0]);
          promised[0] = writer.completeTo();
          write(writer, pattern, promised, told, acknowledgements);
        } finally {
          acknowledgements.say("promised " + promised[0]);
        }
      });
    }
    if (promised[0] > 0) {
      told.succeeds("open", "rows", () -> checkRows(ref, pattern, promised[0]));
    }
    return promised[0];
  }

  private static void write(RowWriter writer, Pattern pattern, long[] promised, FaultReport told,
      Acknowledgements acknowledgements) throws IOException {
    while (writer.position() < ROWS) {
      boolean written = told.succeeds("write of a row", "rows", () -> {
        long row = writer.write(elements -> elements
            .copyFrom(pattern.rows(0, writer.position(), writer.position() + 1, COLUMNS)));
        promised[0] = row + 1;
      });
      Scenario.require(writer.completeTo() == promised[0],
          "complete to " + writer.completeTo() + ", promised " + promised[0]);
      if (!written) {
        if (writer.position() < ROWS) {
          told.mustFail("another row after a failure", "rows",
              () -> writer.write(elements -> elements.fill(0)));
        }
        told.mustFail("checkpoint after a failure", "rows", writer::checkpoint);
        told.succeeds("another array", "bystander",
            () -> useAnother(writer.ref().file(), pattern, acknowledgements));
        return;
      }
    }
  }

  private static void useAnother(Path besideFile, Pattern pattern, Acknowledgements acknowledgements)
      throws IOException {
    ArrayRef bystander = ArrayRef.of(besideFile.resolveSibling("bystander.npy"));
    try (StoredArray array =
        ArrayStores.create(bystander, ArraySpec.of(DType.INT32, ROWS, COLUMNS), OpenMode.CREATE)) {
      array.view().copyFrom(pattern.rows(3, 0, ROWS, COLUMNS));
    }
    acknowledgements.say(OTHERS_WORK);
  }

  private static void checkRows(ArrayRef ref, Pattern pattern, long promised) throws IOException {
    try (StoredArray array = ArrayStores.open(ref, OpenMode.READ)) {
      int[] found = new int[Math.toIntExact(promised) * COLUMNS];
      array.view().rows(0, promised).copyTo(found);
      Scenario.require(Arrays.equals(found, pattern.rows(0, 0, promised, COLUMNS)), "rows differ");
      long complete = ArrayStores.checkpoints(ref).getFirst().completeTo();
      Scenario.require(complete >= promised, "complete to " + complete + ", promised " + promised);
    }
  }

  private static void createAndFlush(ArrayRef ref, Pattern pattern, FaultReport told) throws IOException {
    ArraySpec spec = ArraySpec.of(DType.INT32, ROWS, COLUMNS);
    try (StoredArray array = ArrayStores.create(ref, spec, OpenMode.CREATE)) {
      array.view().copyFrom(pattern.rows(1, 0, ROWS, COLUMNS));
      try {
        array.flush();
      } catch (RuntimeException failed) {
        told.mustFail("another flush after a failure", "other", array::flush);
        told.mustFail("another change after a failure", "other", () -> array.view().fill(0));
        array.view().copy(); // Reading goes on.
        throw failed;
      }
    }
  }

  private static void replace(ArrayRef ref, Pattern pattern) throws IOException {
    try (ArrayDraft draft =
        ArrayStores.draft(ref, ArraySpec.of(DType.INT32, ROWS, COLUMNS), OpenMode.CREATE)) {
      draft.array().view().copyFrom(pattern.rows(2, 0, ROWS, COLUMNS));
      draft.publish();
    }
  }

  private static void checkOther(ArrayRef ref, Pattern pattern, long version) throws IOException {
    try (StoredArray array = ArrayStores.open(ref, OpenMode.READ)) {
      int[] found = new int[ROWS * COLUMNS];
      array.view().copyTo(found);
      // A failed operation may have come to its end all the same, but never half-way.
      Scenario.require(Arrays.equals(found, pattern.rows(version, 0, ROWS, COLUMNS))
          || (version == 1 && Arrays.equals(found, pattern.rows(2, 0, ROWS, COLUMNS))),
          ref + " has contents of neither");
    }
  }
}
