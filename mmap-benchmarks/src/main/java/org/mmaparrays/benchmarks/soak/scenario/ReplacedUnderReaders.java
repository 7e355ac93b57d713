package org.mmaparrays.benchmarks.soak.scenario;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.benchmarks.soak.promise.Acknowledgements;
import org.mmaparrays.benchmarks.soak.promise.Format;
import org.mmaparrays.benchmarks.soak.promise.Pattern;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;

/**
 * A file replaced again and again while many threads read it: a reader that has it open keeps its version, and one that opens it gets one whole version.
 */
record ReplacedUnderReaders(Format format) implements Scenario {
  private static final int READERS = 8;
  private static final int REPLACEMENTS = 20;
  private static final int ROWS = 64;
  private static final int COLUMNS = 256;

  @Override
  public String name() {
    return "replaced-under-readers/" + format;
  }

  @Override
  public void run(Path folder, Pattern pattern, Acknowledgements acknowledgements) throws Exception {
    ArrayRef ref = ArrayRef.of(folder.resolve(format.fileName("current")));
    replace(ref, 0, pattern);
    int[] first = pattern.rows(0, 0, ROWS, COLUMNS);
    AtomicBoolean done = new AtomicBoolean();
    try (StoredArray kept = ArrayStores.open(ref, OpenMode.READ);
        Readers keepers = new Readers(READERS / 2, () -> {
          Scenario.require(Arrays.equals(read(kept), first), "who has the old file open sees another");
          return !done.get();
        });
        Readers openers = new Readers(READERS / 2, () -> {
          try (StoredArray array = ArrayStores.open(ref, OpenMode.READ)) {
            checkWhole(read(array), pattern);
          }
          return !done.get();
        })) {
      for (int version = 1; version <= REPLACEMENTS; version++) {
        replace(ref, version, pattern);
      }
      done.set(true);
      keepers.awaitEnd();
      openers.awaitEnd();
    }
    acknowledgements.say("fault in nothing: replaced " + REPLACEMENTS + " times");
    acknowledgements.say("rows " + ROWS * (REPLACEMENTS + 1));
  }

  private static void replace(ArrayRef ref, int version, Pattern pattern) throws Exception {
    try (ArrayDraft draft =
        ArrayStores.draft(ref, ArraySpec.of(DType.INT32, ROWS, COLUMNS), OpenMode.CREATE)) {
      draft.array().view().copyFrom(pattern.rows(version, 0, ROWS, COLUMNS));
      draft.publish();
    }
  }

  private static int[] read(StoredArray array) {
    int[] found = new int[ROWS * COLUMNS];
    array.view().copyTo(found);
    return found;
  }

  private static void checkWhole(int[] found, Pattern pattern) {
    for (int version = 0; version <= REPLACEMENTS; version++) {
      if (found[0] == pattern.value(version, 0, 0)) {
        Scenario.require(Arrays.equals(found, pattern.rows(version, 0, ROWS, COLUMNS)),
            "a mixture of versions");
        return;
      }
    }
    Scenario.require(false, "contents of no version");
  }
}
