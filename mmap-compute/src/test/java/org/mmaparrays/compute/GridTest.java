package org.mmaparrays.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.mmaparrays.ArraySpec;
import org.mmaparrays.DType;
import org.mmaparrays.NdArray;

class GridTest {

  /** Marks each element visited with its column, through any layout, and finds each marked once. */
  @RepeatedTest(60)
  void everyElementIsVisitedOnceUnderItsColumn(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    NdArray array = randomView(random);
    int columns = Grid.columns(array.shape());
    Grid grid = random.nextBoolean() ? Grid.of(array) : Grid.ofOneColumn(array);
    Strips strips = grid.strips(array);
    List<Integer> blocks = new ArrayList<>();
    for (int unit = 0; unit < grid.units(); unit++) {
      blocks.add(grid.rowBlock(unit));
      grid.visit(unit, (index, fromRow, toRow) -> {
        Strips.Strip strip = strips.strip(index, fromRow, toRow);
        assertThat(strip.elements()).isEqualTo((int) (toRow - fromRow) * strip.width())
            .isBetween(1, grid.tileElements());
        assertThat(grid.tileElements()).isLessThanOrEqualTo(Grid.TILE);
        assertThat(strip.width()).isLessThanOrEqualTo(Grid.LANES);
        mark(strip, fromRow, columns);
      });
    }
    long[] position = new long[1];
    Samples.forEachIndex(array,
        index -> assertThat(array.getValue(index)).as("element").isEqualTo(++position[0]));
    assertThat(blocks).isSorted().endsWith(grid.rowBlocks() - 1);
  }

  /** Adds to each element its position in the whole array, as the strip says it is, plus one. */
  private static void mark(Strips.Strip strip, long fromRow, int columns) {
    long[] k = new long[1];
    Samples.forEachIndex(strip.view(), index -> {
      long row = fromRow + k[0] / strip.width();
      long column = strip.firstColumn() + k[0] % strip.width();
      long old = (Long) strip.view().getValue(index);
      strip.view().setValue(index, old + row * columns + column + 1);
      k[0]++;
    });
  }

  private static NdArray randomView(SplittableRandom random) {
    int rank = random.nextInt(1, 5);
    long[] dims = new long[rank];
    long left = 60_000;
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = random.nextLong(1, Math.max(2, random.nextBoolean() ? left : Math.min(left, 20)));
      left = Math.max(1, left / dims[axis]);
    }
    NdArray array = NdArray.allocate(ArraySpec.of(DType.INT64, dims));
    for (int axis = 0; axis < rank; axis++) {
      if (random.nextInt(3) == 0) {
        array = array.slice(axis, 0, array.shape().dim(axis), random.nextLong(1, 4));
      }
      if (random.nextInt(3) == 0) {
        array = array.flip(axis);
      }
    }
    return random.nextBoolean() ? array.transpose() : array;
  }
}
