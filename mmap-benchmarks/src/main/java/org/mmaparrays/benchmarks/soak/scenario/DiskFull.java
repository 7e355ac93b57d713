package org.mmaparrays.benchmarks.soak.scenario;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
import org.mmaparrays.model.Space;

/**
 * A disk that is too small: space that is reserved is refused when the array is created; a sparse array fills the disk, says
 * so, leaves others alone, and is written to its end once there is room.
 */
public record DiskFull(Format format) implements Scenario {
  private static final int COLUMNS = 1024;
  private static final int ROW_BYTES = COLUMNS * Integer.BYTES;
  private static final long ROOM = 2 << 20;
  private static final long BATCH = 64;

  @Override
  public String name() {
    return "disk-full/" + format;
  }

  @Override
  public void run(Path folder, Pattern pattern, Acknowledgements acknowledgements) throws Exception {
    FaultReport told = new FaultReport(acknowledgements);
    FileStore disk = Files.getFileStore(folder);
    refusedWhenCreated(folder, disk, told);

    Path bystanderFile = folder.resolve(format.fileName("bystander"));
    try (StoredArray bystander = ArrayStores.create(bystanderFile, ArraySpec.of(DType.INT32, 64, COLUMNS))) {
      long rows = disk.getUsableSpace() / 2 / ROW_BYTES;
      Path ballast = ballast(folder, disk);
      ArrayRef ref = ArrayRef.of(folder.resolve(format.fileName("sparse")));
      long promised = fill(ref, ArraySpec.of(DType.INT32, rows, COLUMNS), pattern, told);
      Scenario.require(promised < rows, "all was written to a disk that is full");
      bystander.view().copyFrom(pattern.rows(1, 0, 64, COLUMNS));
      bystander.flush(); // Its space was reserved: nothing is missing.

      Files.delete(ballast);
      resume(ref, promised, pattern);
      check(ref, rows, pattern);
      acknowledgements.say("rows " + (rows + 64));
    }
  }

  private void refusedWhenCreated(Path folder, FileStore disk, FaultReport told) throws IOException {
    Path tooLarge = folder.resolve(format.fileName("too-large"));
    long rows = 2 * disk.getTotalSpace() / ROW_BYTES;
    Scenario.require(!told.succeeds("create", "too-large",
        () -> ArrayStores.create(tooLarge, ArraySpec.of(DType.INT32, rows, COLUMNS)).close()),
        "a disk has more than its size");
    try (var files = Files.list(folder)) {
      Scenario.require(files.findAny().isEmpty(), "something is left of what was refused");
    }
  }

  /** Takes all space but a little. */
  private static Path ballast(Path folder, FileStore disk) throws IOException {
    Path ballast = folder.resolve("ballast");
    try (var out = Files.newOutputStream(ballast)) {
      byte[] block = new byte[64 << 10];
      while (disk.getUsableSpace() > ROOM) {
        out.write(block);
      }
    }
    return ballast;
  }

  /** Writes until the disk is full, to the last row that it holds; gives the rows that are durable. */
  private static long fill(ArrayRef ref, ArraySpec spec, Pattern pattern, FaultReport told)
      throws IOException {
    long[] promised = {0};
    told.succeeds("close of a writer", "sparse", () -> {
      try (RowWriter writer =
          ArrayStores.rowWriter(ref).space(Space.SPARSE).policy(FlushPolicy.everyWrite()).create(spec)) {
        for (long count = BATCH; count > 0; count /= BATCH) {
          long batch = count;
          while (writer.position() < writer.rows().to()
              && told.succeeds("write of rows", "sparse", () -> write(writer, batch, pattern))) {
            promised[0] = writer.completeTo();
          }
        }
        promised[0] = writer.completeTo();
      }
    });
    return promised[0];
  }

  private static void write(RowWriter writer, long atMost, Pattern pattern) {
    long first = writer.position();
    long count = Math.min(atMost, writer.rows().to() - first);
    writer.writeRows(count, rows -> rows.copyFrom(pattern.rows(0, first, first + count, COLUMNS)));
  }

  private static void resume(ArrayRef ref, long promised, Pattern pattern) throws IOException {
    try (RowWriter writer = ArrayStores.rowWriter(ref).policy(FlushPolicy.everyRows(BATCH)).resume()) {
      Scenario.require(writer.position() == promised,
          "resumed at " + writer.position() + ", promised " + promised);
      while (writer.position() < writer.rows().to()) {
        write(writer, BATCH, pattern);
      }
    }
  }

  private static void check(ArrayRef ref, long rows, Pattern pattern) throws IOException {
    try (StoredArray array = ArrayStores.open(ref, OpenMode.READ)) {
      int[] row = new int[COLUMNS];
      for (long number = 0; number < rows; number++) {
        array.view().row(number).copyTo(row);
        Scenario.require(Arrays.equals(row, pattern.rows(0, number, number + 1, COLUMNS)),
            "row " + number + " differs");
      }
    }
  }
}
