package org.mmaparrays.compute;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Space;
import org.mmaparrays.model.StorageFaultException;

/** Runs the kernels until they are compiled, then truncates their file; a process of its own, since a fault may end one. */
final class FaultingKernels {
  private static final int COLUMNS = 512;
  private static final int ROWS = 1 << 15;

  private FaultingKernels() {}

  /** Prints a line for each kernel: whether it told of the fault. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      double[] ones = new double[COLUMNS];
      Arrays.fill(ones, 1);
      run(file, dtype, "sum", array -> Statistics.sum(array, Workers.of(1)));
      run(file, dtype, "overall", array -> Statistics.overall(array, Workers.of(1)));
      run(file, dtype, "perColumn", array -> Statistics.perColumn(array, Workers.of(1)));
      run(file, dtype, "scale",
          array -> Columns.scale(array, array, new double[COLUMNS], ones, Workers.of(1)));
      run(file, dtype, "times", array -> Products.times(array, ones, Workers.of(1)));
      run(file, dtype, "map", array -> Tiles.map(array, array, (tile, count) -> {}, Workers.of(1)));
    }
  }

  private static void run(Path file, DType dtype, String kernel, Consumer<NdArray> work) throws IOException {
    try (StoredArray array =
        ArrayStores.creator(ArrayRef.of(file)).space(Space.SPARSE)
            .create(ArraySpec.of(dtype, ROWS, COLUMNS), OpenMode.CREATE)) {
      // As large as it takes to have the vector loops rehearsed; small pieces of it compile as well as all.
      work.accept(array.view());
      long start = System.nanoTime();
      while (System.nanoTime() - start < 600_000_000) {
        work.accept(array.view().rows(0, 64));
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(array.spec().byteSize() / 2 + 100);
      }
      try {
        work.accept(array.view());
        System.out.println(dtype + " " + kernel + " noticed nothing");
      } catch (StorageFaultException told) {
        System.out.println(dtype + " " + kernel + " told");
      }
    } catch (StorageFaultException atClose) {
      // A truncated file cannot be flushed, either.
    }
  }
}
