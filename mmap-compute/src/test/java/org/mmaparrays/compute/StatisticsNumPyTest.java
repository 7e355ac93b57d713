package org.mmaparrays.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.testkit.NumPy;

/** The same files, summarised by NumPy. */
class StatisticsNumPyTest {
  private static final String SCRIPT =
      """
          for argument in sys.argv[1:]:
              file, dtype, order = argument.split(':')
              a = np.memmap(file, dtype=dtype, mode='r', shape=(301, 23), order=order)
              numbers = a.astype('f8')
              for column in range(23):
                  x = numbers[:, column]
                  raw = a[:, column]
                  number = float if a.dtype.kind == 'f' else int
                  print((~np.isnan(x)).sum(), np.isnan(x).sum(), number(np.nanmin(raw)), number(np.nanmax(raw)),
                        float(np.nanmean(x)), float(np.nanstd(x)))
          """;

  @TempDir
  Path folder;

  @Test
  void numPyFindsTheSame() throws IOException {
    NumPy numPy = NumPy.require();
    List<String> arguments = new ArrayList<>();
    List<ColumnStatistics> ours = new ArrayList<>();
    for (DType dtype : Samples.realTypes()) {
      for (MemoryOrder order : MemoryOrder.values()) {
        Path file = folder.resolve(arguments.size() + ".dat");
        ArraySpec spec = ArraySpec.of(dtype, 301, 23).withOrder(order);
        try (StoredArray array = ArrayStores.create(file, spec)) {
          Samples.fill(array.view(), 11);
          if (dtype.name().startsWith("float")) {
            array.view().setValue(new long[] {5, 4}, Double.NaN);
            array.view().select(1, 8).slice(0, 1, 301, 2).fill(Double.NaN);
          }
        }
        try (StoredArray array = ArrayStores.open(file)) {
          ours.add(Statistics.perColumn(array.view()));
        }
        arguments.add(file + ":" + dtype.typestring() + ":" + order);
      }
    }
    List<String> lines = numPy.run(SCRIPT, arguments.toArray()).lines().toList();
    assertThat(lines).hasSize(arguments.size() * 23);
    for (int i = 0; i < lines.size(); i++) {
      check(ours.get(i / 23).column(i % 23), lines.get(i).split(" "),
          arguments.get(i / 23) + " column " + i % 23);
    }
  }

  private static void check(Summary summary, String[] numPy, String what) {
    assertThat(summary.count()).as(what).isEqualTo(Long.parseLong(numPy[0]));
    assertThat(summary.nanCount()).as(what).isEqualTo(Long.parseLong(numPy[1]));
    if (summary.min() instanceof Float || summary.min() instanceof Double) {
      assertThat(summary.min().doubleValue()).as(what).isEqualTo(Double.parseDouble(numPy[2]));
      assertThat(summary.max().doubleValue()).as(what).isEqualTo(Double.parseDouble(numPy[3]));
    } else {
      assertThat(summary.min()).as(what).hasToString(numPy[2]);
      assertThat(summary.max()).as(what).hasToString(numPy[3]);
    }
    double std = Double.parseDouble(numPy[5]);
    // A sum of 301 numbers differs by rounding, in proportion to what is summed rather than to the sum.
    assertThat(summary.mean()).as(what).isCloseTo(Double.parseDouble(numPy[4]), within(std * 1e-13));
    assertThat(summary.std()).as(what).isCloseTo(std, within(std * 1e-13));
  }
}
