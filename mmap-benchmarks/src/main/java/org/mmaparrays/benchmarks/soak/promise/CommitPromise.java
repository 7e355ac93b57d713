package org.mmaparrays.benchmarks.soak.promise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;

/** Changes made in copy-on-write mode and committed are there, all of them or none, scattered as they may be. */
public record CommitPromise(Format format, MemoryOrder order) implements Promise {
  private static final int ROWS = 300;
  private static final int COLUMNS = 512;
  private static final int EVERY = 3;
  private static final int MOST = 100_000;

  @Override
  public String name() {
    return "commit/" + format + "/" + order;
  }

  private ArrayRef ref(Path folder) {
    return ArrayRef.of(folder.resolve(format.fileName("committed")));
  }

  @Override
  public void work(Path folder, Pattern pattern, Acknowledgements acknowledgements) throws IOException {
    ArraySpec spec = ArraySpec.of(DType.INT32, ROWS, COLUMNS).withOrder(order);
    try (StoredArray array = ArrayStores.create(ref(folder), spec, OpenMode.CREATE_NEW)) {
      array.view().copyFrom(pattern.rows(0, 0, ROWS, COLUMNS));
    }
    acknowledgements.say("committed 0");
    for (int version = 1; version < MOST; version++) {
      commit(folder, pattern, version);
      acknowledgements.say("committed " + version);
    }
  }

  private void commit(Path folder, Pattern pattern, int version) throws IOException {
    try (StoredArray array = ArrayStores.open(ref(folder), OpenMode.COPY_ON_WRITE)) {
      for (int row = 0; row < ROWS; row += EVERY) {
        array.view().row(row).copyFrom(pattern.rows(version, row, row + 1, COLUMNS));
      }
      array.commit();
    }
  }

  private static int last(List<String> said) {
    return said.stream().filter(line -> line.startsWith("committed "))
        .mapToInt(line -> Integer.parseInt(line.substring("committed ".length()))).max().orElse(-1);
  }

  @Override
  public List<ArrayRef> arrays(Path folder, List<String> said) {
    return List.of(ref(folder));
  }

  /** Reads the file: one that has some of the changes is refused in mode r, by the name of the way out; mode c shows all of them. */
  @Override
  public Verdict read(Path folder, Pattern pattern, List<String> said) throws IOException {
    Findings findings = new Findings();
    int last = last(said);
    if (last >= 0) {
      try (StoredArray array = AsReader.open(ref(folder), OpenMode.COPY_ON_WRITE)) {
        checkRows(array, pattern, last, findings);
      } catch (IOException e) {
        findings.allLost(ref(folder) + " does not open in mode c after commit " + last + ": " + e, ROWS);
      }
      try (StoredArray array = AsReader.open(ref(folder), OpenMode.READ)) {
        checkRows(array, pattern, last, findings);
      } catch (IOException e) {
        String message = String.valueOf(e.getMessage());
        if (!message.contains("mmap recover") || !message.contains("committed")) {
          findings.allLost(ref(folder) + " does not open after commit " + last + ": " + e, ROWS);
        }
      }
    }
    return findings.verdict(true);
  }

  @Override
  public Verdict goOn(Path folder, Pattern pattern, List<String> said) throws IOException {
    Findings findings = new Findings();
    int last = last(said);
    if (last >= 0) {
      // A writer finishes the commit; from then on mode r opens.
      ArrayStores.open(ref(folder), OpenMode.READ_WRITE).close();
      try (StoredArray array = ArrayStores.open(ref(folder), OpenMode.READ)) {
        checkRows(array, pattern, last, findings);
      }
      commit(folder, pattern, last + 2);
      try (StoredArray array = ArrayStores.open(ref(folder), OpenMode.READ)) {
        findings.require(version(array, 0, pattern, last + 2) == last + 2,
            "committed once more, and is not there");
      }
    }
    return findings.verdict(true);
  }

  /** Checks that the rows that are changed each time are all of the last commit, or all of the one that was being made. */
  private static void checkRows(StoredArray array, Pattern pattern, int last, Findings findings) {
    int version = version(array, 0, pattern, last);
    int[] found = new int[COLUMNS];
    findings.rows(array + ", commit " + last, 0, ROWS, row -> {
      array.view().row(row).copyTo(found);
      return Arrays.equals(found, pattern.rows(row % EVERY == 0 ? version : 0, row, row + 1, COLUMNS));
    });
  }

  /** Returns which of a version and the next a row has; the first if neither. */
  private static int version(StoredArray array, long row, Pattern pattern, int version) {
    return array.view().row(row).getInt(0) == pattern.value(version + 1, row, 0) ? version + 1 : version;
  }
}
