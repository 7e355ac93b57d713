package org.mmaparrays.benchmarks.soak.scenario;

import java.nio.file.Files;
import java.nio.file.Path;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.benchmarks.soak.process.Folders;
import org.mmaparrays.benchmarks.soak.promise.Acknowledgements;
import org.mmaparrays.benchmarks.soak.promise.Format;
import org.mmaparrays.benchmarks.soak.promise.Pattern;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;

/**
 * A disk that fails while it is read: the reader is told, and arrays on other disks work. The parent makes the disk fail once
 * the child has opened the array; see {@link #OPENED}.
 */
public record ReadError(Format format) implements Scenario {
  static final String OPENED = "opened";

  private static final ArraySpec SPEC = ArraySpec.of(DType.INT32, 4096, 256);

  @Override
  public String name() {
    return "read-error/" + format;
  }

  private Path file(Path folder) {
    return folder.resolve(format.fileName("read"));
  }

  /** Makes the array, before its disk is started anew so that nothing of it is in memory. */
  public void prepare(Path folder, Pattern pattern) throws Exception {
    try (StoredArray array = ArrayStores.create(file(folder), SPEC)) {
      array.view().copyFrom(pattern.rows(0, 0, 4096, 256));
    }
  }

  @Override
  public void run(Path folder, Pattern pattern, Acknowledgements acknowledgements) throws Exception {
    FaultReport told = new FaultReport(acknowledgements);
    Path elsewhere = Files.createTempDirectory("soak-elsewhere-");
    try (StoredArray array = ArrayStores.open(file(folder))) {
      acknowledgements.say(OPENED);
      while (System.in.read() != '\n') {
        // Until the disk has failed.
      }
      told.mustFail("reading from a disk that fails", "read", () -> array.view().copyTo(new int[4096 * 256]));
      try (StoredArray other =
          ArrayStores.create(elsewhere.resolve(format.fileName("other")),
              ArraySpec.of(DType.INT32, 8, 256))) {
        other.view().copyFrom(pattern.rows(1, 0, 8, 256));
        other.flush();
      }
    } finally {
      Folders.delete(elsewhere);
    }
    acknowledgements.say("fault in reading");
    acknowledgements.say("rows 8");
  }
}
