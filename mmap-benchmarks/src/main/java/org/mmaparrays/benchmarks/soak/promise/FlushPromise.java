package org.mmaparrays.benchmarks.soak.promise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.RowWriter;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;

/** The promise that elements written in place are there once they are flushed, in whole or as a range of rows. */
record FlushPromise(Format format, MemoryOrder order) implements Promise {
  private static final int ROWS = 400;
  private static final int COLUMNS = 128;
  private static final int MOST = 1_000_000;

  @Override
  public String name() {
    return "flush/" + format + "/" + order;
  }

  private ArrayRef ref(Path folder) {
    return ArrayRef.of(folder.resolve(format.fileName("flushed")));
  }

  @Override
  public void work(Path folder, Pattern pattern, Acknowledgements acknowledgements) throws IOException {
    Random random = new Random(pattern.seed());
    ArraySpec spec = ArraySpec.of(DType.INT32, ROWS, COLUMNS).withOrder(order);
    try (StoredArray array = ArrayStores.create(ref(folder), spec, OpenMode.CREATE_NEW)) {
      for (int version = 1; version < MOST; version++) {
        int from = version == 1 ? 0 : random.nextInt(ROWS);
        int to = version == 1 ? ROWS : from + 1 + random.nextInt(Math.min(40, ROWS - from));
        acknowledgements.say("begun " + version + " " + from + " " + to);
        array.view().rows(from, to).copyFrom(pattern.rows(version, from, to, COLUMNS));
        if (version % 3 == 0) {
          array.flush();
        } else {
          array.flush(new RowRange(from, to));
        }
        acknowledgements.say("flushed " + version + " " + from + " " + to);
      }
    }
  }

  @Override
  public List<ArrayRef> arrays(Path folder, List<String> said) {
    return List.of(ref(folder));
  }

  @Override
  public Verdict read(Path folder, Pattern pattern, List<String> said) throws IOException {
    Findings findings = new Findings();
    long[] flushed = new long[ROWS];
    long[] begun = new long[ROWS];
    for (String line : said) {
      String[] words = line.split(" ");
      if (words[0].equals("flushed") || words[0].equals("begun")) {
        long[] versions = words[0].equals("flushed") ? flushed : begun;
        Arrays.fill(versions, Integer.parseInt(words[2]), Integer.parseInt(words[3]),
            Long.parseLong(words[1]));
      }
    }
    boolean anything = Arrays.stream(flushed).anyMatch(version -> version > 0);
    try (StoredArray array = ArrayStores.open(ref(folder), OpenMode.READ)) {
      int[] found = new int[ROWS * COLUMNS];
      array.view().copyTo(found);
      findings.rows(ref(folder).toString(), 0, anything ? ROWS : 0, row -> {
        for (int column = 0; column < COLUMNS; column++) {
          int value = found[(int) row * COLUMNS + column];
          // A row that was being overwritten has some elements of each; one that was not has the flushed ones.
          if (value != pattern.value(flushed[(int) row], row, column)
              && value != pattern.value(begun[(int) row], row, column)) {
            return false;
          }
        }
        return true;
      });
    } catch (IOException e) {
      if (said.stream().anyMatch(line -> line.startsWith("begun "))) {
        findings.allLost(ref(folder) + " does not open: " + e, ROWS);
      }
    }
    return findings.verdict(true);
  }

  @Override
  public Verdict goOn(Path folder, Pattern pattern, List<String> said) throws IOException {
    Findings findings = new Findings();
    if (Files.exists(ref(folder).file())) {
      checkNotResumed(ref(folder), findings);
      int[] row = pattern.rows(MOST, 0, 1, COLUMNS);
      try (StoredArray array = ArrayStores.open(ref(folder), OpenMode.READ_WRITE)) {
        array.view().row(0).copyFrom(row);
        array.flush(new RowRange(0, 1));
      }
      try (StoredArray array = ArrayStores.open(ref(folder), OpenMode.READ)) {
        int[] found = new int[COLUMNS];
        array.view().row(0).copyTo(found);
        findings.require(Arrays.equals(found, row), "flushed once more, and is not there");
      }
    }
    return findings.verdict(true);
  }

  /** Nothing says which rows of this array are written: a row writer must not begin at the first one by itself. */
  private static void checkNotResumed(ArrayRef ref, Findings findings) {
    try (RowWriter writer = ArrayStores.rowWriter(ref).resume()) {
      findings.violation(ref + " has no checkpoint and was resumed at row " + writer.position());
    } catch (IOException refused) {
      findings.require(String.valueOf(refused.getMessage()).contains("startAt"),
          "refused without the way out: " + refused);
    }
  }
}
