package org.mmaparrays.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayRef;
import org.mmaparrays.ArraySpec;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.DType;
import org.mmaparrays.OpenMode;
import org.mmaparrays.StoredArray;

/** What is replaced is all old or all new: never absent, never mixed, never described as the other. */
record ReplacePromise(Format format) implements Promise {
  private static final int ROWS = 40;
  private static final int COLUMNS = 64;
  private static final int MOST = 100_000;

  @Override
  public String name() {
    return "replace/" + format;
  }

  private ArrayRef ref(Path folder) {
    return ArrayRef.of(folder.resolve(format.fileName("current")));
  }

  /** Of the same size in bytes, whatever the generation: a description of the wrong one would fit. */
  private static ArraySpec spec(long generation) {
    return generation % 2 == 0
        ? ArraySpec.of(DType.INT32, ROWS, 2 * COLUMNS)
        : ArraySpec.of(DType.INT64, ROWS, COLUMNS);
  }

  private static void fill(StoredArray array, long generation, Pattern pattern) {
    if (generation % 2 == 0) {
      array.view().copyFrom(pattern.rows(generation, 0, ROWS, 2 * COLUMNS));
    } else {
      array.view().copyFrom(longs(pattern.rows(generation, 0, ROWS, COLUMNS)));
    }
  }

  private static long[] longs(int[] values) {
    long[] longs = new long[values.length];
    for (int k = 0; k < longs.length; k++) {
      longs[k] = values[k];
    }
    return longs;
  }

  @Override
  public void work(Path folder, Pattern pattern, Acknowledgements acknowledgements) throws IOException {
    for (long generation = 0; generation < MOST; generation++) {
      replace(folder, generation, pattern);
      acknowledgements.say("replaced " + generation);
    }
  }

  private void replace(Path folder, long generation, Pattern pattern) throws IOException {
    try (ArrayDraft draft = ArrayStores.draft(ref(folder), spec(generation), OpenMode.CREATE)) {
      fill(draft.array(), generation, pattern);
      draft.publish();
    }
  }

  @Override
  public Verdict check(Path folder, Pattern pattern, List<String> said) throws IOException {
    Findings findings = new Findings();
    long last = said.stream().filter(line -> line.startsWith("replaced "))
        .mapToLong(line -> Long.parseLong(line.substring("replaced ".length()))).max().orElse(-1);
    try (StoredArray array = ArrayStores.open(ref(folder), OpenMode.READ)) {
      boolean old = isGeneration(array, last, pattern);
      if (old || isGeneration(array, last + 1, pattern)) {
        findings.rows(ref(folder).toString(), 0, last < 0 ? 0 : ROWS, row -> true);
      } else {
        findings.allLost(array + " is neither generation " + last + ", which was published, nor the next",
            ROWS);
      }
    } catch (IOException e) {
      if (last >= 0) {
        findings.allLost(ref(folder) + " does not open after generation " + last + ": " + e, ROWS);
      }
    }
    replace(folder, last + 2, pattern);
    try (StoredArray array = ArrayStores.open(ref(folder), OpenMode.READ)) {
      findings.require(isGeneration(array, last + 2, pattern),
          array + " was replaced once more and is not new");
    }
    return findings.verdict(true);
  }

  private static boolean isGeneration(StoredArray array, long generation, Pattern pattern) {
    if (generation < 0 || !array.spec().sameLayout(spec(generation))) {
      return false;
    }
    if (generation % 2 == 0) {
      int[] found = new int[ROWS * 2 * COLUMNS];
      array.view().copyTo(found);
      return Arrays.equals(found, pattern.rows(generation, 0, ROWS, 2 * COLUMNS));
    }
    long[] found = new long[ROWS * COLUMNS];
    array.view().copyTo(found);
    return Arrays.equals(found, longs(pattern.rows(generation, 0, ROWS, COLUMNS)));
  }
}
