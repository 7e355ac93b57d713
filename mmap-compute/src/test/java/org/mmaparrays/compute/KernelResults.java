package org.mmaparrays.compute;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.mmaparrays.ArrayData;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.compute.internal.loops.Lanes;
import org.mmaparrays.compute.internal.loops.VectorModule;
import org.mmaparrays.compute.internal.tiles.ElementSource;
import org.mmaparrays.compute.internal.tiles.Tile;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.PrimitiveType;

/** What all kernels make of an array, to the bit. */
final class KernelResults {
  private static final int MOST_COVARIANCES = 200;

  private KernelResults() {}

  /**
   * Prints the results for arrays that are large enough for vector loops. All is computed several times, as those loops take
   * over meanwhile where they are there: it must come out the same every time.
   */
  public static void main(String[] arguments) throws IOException {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      ArraySpec spec = ArraySpec.of(dtype, 170_000, 101);
      try (StoredArray array =
          ArrayStores.create(ArrayRef.of(Path.of(arguments[0])), spec, OpenMode.CREATE)) {
        fill(array.view());
        List<String> first = of(array, 2);
        first.forEach(System.out::println);
        for (int i = 0; i < 2; i++) {
          if (!of(array, 2).equals(first)) {
            throw new AssertionError("other bits at turn " + i);
          }
        }
      }
    }
    System.out.println(VectorModule.isPresent() ? "vectors" : "portable");
  }

  /** Sets all elements of a dense array of some types, to numbers of different magnitudes. */
  static void fill(NdArray array) {
    SplittableRandom random = new SplittableRandom(7);
    NdArray flat = array.reshape(array.shape().elementCount());
    for (long at = 0; at < flat.shape().dim(0); at += 1 << 16) {
      NdArray some = flat.rows(at, Math.min(flat.shape().dim(0), at + (1 << 16)));
      double[] numbers = random.doubles(some.shape().dim(0)).map(x -> 3 + 1 / (x - 0.3)).toArray();
      switch (((PrimitiveType) array.dtype()).primitive()) {
        case FLOAT32 -> some.copyFrom(floats(numbers));
        case FLOAT64 -> some.copyFrom(numbers);
        case UINT64 -> some.copyBitsFrom(random.longs(numbers.length).toArray());
        default -> some.fill(random.nextInt(1000));
      }
    }
  }

  private static float[] floats(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }

  /** One line for each result. */
  static List<String> of(ArrayData array, int threads) {
    Workers workers = Workers.of(threads);
    int columns = Lanes.columns(array.shape());
    double[] vector = new SplittableRandom(1).doubles(columns, -1, 1).toArray();
    List<String> results = new ArrayList<>();
    results.add("sum " + Statistics.sum(array, workers));
    results.add("overall " + Statistics.overall(array, workers));
    ColumnStatistics perColumn = Statistics.perColumn(array, workers);
    for (int c = 0; c < columns; c++) {
      results.add("column " + c + " " + perColumn.column(c));
    }
    results.add("stds " + Arrays.hashCode(Statistics.meansAndStds(array, workers).stds()));
    results.add("product " + Arrays.hashCode(Products.times(array, vector, workers)));
    if (columns <= MOST_COVARIANCES) {
      results.add("covariance " + Arrays.deepHashCode(Products.covariance(array, workers)));
    }
    results.add("histogram " + Arrays.hashCode(Histogram.of(array, 50, -100, 100, workers).counts()));
    NdArray target = NdArray.allocate(ArraySpec.of(
        ElementSource.givesDoubles(Tile.primitive(array)) ? DType.FLOAT64 : DType.FLOAT32,
        array.shape().dims()));
    Columns.scale(array, target, vector, perColumn.means(), workers);
    results.add("scaled " + hash(target));
    Tiles.map(array, target, (tile, count) -> Arrays.setAll(tile, i -> tile[i] * tile[i]), workers);
    results.add("mapped " + hash(target));
    return results;
  }

  private static int hash(NdArray array) {
    double[] numbers = new double[(int) array.shape().elementCount()];
    array.copyWidenedTo(numbers);
    return Arrays.hashCode(numbers);
  }
}
