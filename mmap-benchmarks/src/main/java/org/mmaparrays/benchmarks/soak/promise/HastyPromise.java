package org.mmaparrays.benchmarks.soak.promise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;

/**
 * Wrong on purpose: calls rows durable as soon as they are written. A power cut must lose some of them, or it would prove
 * nothing when it loses none of the others.
 */
record HastyPromise(Format format) implements Promise {
  private static final int ROWS = 20_000;
  private static final int COLUMNS = 60;

  @Override
  public String name() {
    return "control/" + format;
  }

  private ArrayRef ref(Path folder) {
    return ArrayRef.of(folder.resolve(format.fileName("hasty")));
  }

  @Override
  public void work(Path folder, Pattern pattern, Acknowledgements acknowledgements) throws IOException {
    ArraySpec spec = ArraySpec.of(DType.INT32, ROWS, COLUMNS);
    try (StoredArray array = ArrayStores.create(ref(folder), spec, OpenMode.CREATE_NEW)) {
      for (int row = 0; row < ROWS; row++) {
        array.view().row(row).copyFrom(pattern.rows(0, row, row + 1, COLUMNS));
        acknowledgements.say("complete " + (row + 1));
        LockSupport.parkNanos(20_000);
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
    try (StoredArray array = ArrayStores.open(ref(folder), OpenMode.READ)) {
      int[] row = new int[COLUMNS];
      long promised = said.stream().filter(line -> line.startsWith("complete ")).count();
      findings.rows("control", 0, promised, number -> {
        array.view().row(number).copyTo(row);
        return Arrays.equals(row, pattern.rows(0, number, number + 1, COLUMNS));
      });
    }
    return findings.verdict(true);
  }

  @Override
  public Verdict goOn(Path folder, Pattern pattern, List<String> said) {
    return new Findings().verdict(true);
  }
}
