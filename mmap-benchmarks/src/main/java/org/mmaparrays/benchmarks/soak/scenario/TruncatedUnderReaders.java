package org.mmaparrays.benchmarks.soak.scenario;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.benchmarks.soak.promise.Acknowledgements;
import org.mmaparrays.benchmarks.soak.promise.Format;
import org.mmaparrays.benchmarks.soak.promise.Pattern;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.StorageFaultException;

/**
 * A file cut short by another program while many threads read it and one writes: an access to a missing part is refused, a
 * flush is refused, the rest can be read, and other arrays work.
 */
record TruncatedUnderReaders(Format format) implements Scenario {
  private static final int READERS = 8;
  private static final int ROWS = 4096;
  private static final int COLUMNS = 256;

  @Override
  public String name() {
    return "truncated-under-readers/" + format;
  }

  @Override
  public void run(Path folder, Pattern pattern, Acknowledgements acknowledgements) throws Exception {
    Path file = folder.resolve(format.fileName("cut"));
    Path otherFile = folder.resolve(format.fileName("other"));
    ArraySpec spec = ArraySpec.of(DType.INT32, ROWS, COLUMNS);
    int[] all = pattern.rows(0, 0, ROWS, COLUMNS);
    try (StoredArray array = ArrayStores.create(file, spec)) {
      array.view().copyFrom(all);
    }
    try (StoredArray other = ArrayStores.create(otherFile, ArraySpec.of(DType.INT32, 8, COLUMNS));
        StoredArray array = ArrayStores.open(file)) {
      try (Readers readers = new Readers(READERS, () -> readAll(array, all))) {
        readers.awaitReads(READERS);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(Files.size(file) / 2);
        }
        readers.awaitEnd();
      }
      acknowledgements.say("fault in reading: the file was cut");
      int[] row = new int[COLUMNS];
      array.view().row(0).copyTo(row);
      Scenario.require(Arrays.equals(row, pattern.rows(0, 0, 1, COLUMNS)), "what is left cannot be read");
      other.view().copyFrom(pattern.rows(1, 0, 8, COLUMNS));
      other.flush();
    }
    writerIsTold(folder.resolve(format.fileName("written")), spec, all, new FaultReport(acknowledgements));
    acknowledgements.say("rows 8");
  }

  /** Returns whether all was there; if not, that it was said. */
  private static boolean readAll(StoredArray array, int[] expected) {
    int[] found = new int[expected.length];
    try {
      array.view().copyTo(found);
    } catch (StorageFaultException cut) {
      return false;
    }
    Scenario.require(Arrays.equals(found, expected), "elements that nobody has written");
    return true;
  }

  private static void writerIsTold(Path file, ArraySpec spec, int[] all, FaultReport told)
      throws IOException {
    boolean closed = told.succeeds("close", file.getFileName().toString(), () -> {
      try (StoredArray array = ArrayStores.create(file, spec)) {
        array.view().copyFrom(all);
        array.flush();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(Files.size(file) / 2);
        }
        String name = file.getFileName().toString();
        told.mustFail("a change of what was cut off", name, () -> array.view().copyFrom(all));
        told.mustFail("a flush of what was cut off", name, array::flush);
      }
    });
    Scenario.require(!closed, "closed as if all had been written");
    Scenario.require(!told.succeeds("open", file.getFileName().toString(),
        () -> ArrayStores.open(file, OpenMode.READ).close()), "a file that is cut opens");
  }
}
