package org.mmaparrays.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.RowWriter;
import org.mmaparrays.RowWriterOpener;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;

/** A process that dies while it writes an array, as one does that is killed: nothing is closed. */
final class DyingWriter {
  private DyingWriter() {}

  /** Writes that many rows of the array, with a checkpoint, or none and without; and dies. */
  @SuppressWarnings("MustBeClosedChecker") // that is the point
  public static void main(String[] args) throws IOException {
    ArrayRef ref = ArrayRef.of(Path.of(args[0]));
    int rows = Integer.parseInt(args[1]);
    if (rows < 0) {
      ArrayStores.draft(ref, ArraySpec.of(DType.INT8, 5), OpenMode.CREATE).array().view().setByte(0,
          (byte) 1);
    } else if (rows == 0) {
      ArrayStores.open(ref, OpenMode.READ_WRITE).view().setFloat(0, 0, 1);
    } else {
      RowWriterOpener opener = ArrayStores.rowWriter(ref);
      RowWriter writer =
          (args.length == 2
              ? opener.startAt(0)
              : opener.rows(Long.parseLong(args[2]), Long.parseLong(args[3]))
                  .startAt(Long.parseLong(args[2])))
              .resume();
      writer.writeRows(rows, filled -> filled.fill(1f));
      writer.checkpoint();
    }
    Runtime.getRuntime().halt(9);
  }

  /** Runs a process that dies while it replaces the array. */
  static void replace(Path file) throws IOException, InterruptedException {
    run(file, -1);
  }

  /** Runs it in a process of its own, to its end; gives the number of the process. It can declare rows, from and to. */
  static long run(Path file, int rows, String... declared) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), DyingWriter.class.getName(), file.toString(),
            Integer.toString(rows)));
    command.addAll(List.of(declared));
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.waitFor() != 9) {
      throw new AssertionError("the writer failed");
    }
    return process.pid();
  }
}
