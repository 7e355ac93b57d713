package org.mmaparrays.cli.scan;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.NdArray;
import org.mmaparrays.cli.options.ShapeConverter;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.Shape;

class TilingTest {
  private final MemorySegment zeros = MemorySegment.ofArray(new byte[16 << 20]);

  @ParameterizedTest
  @ValueSource(strings = {"()", "1", "5000000", "3000,2000", "2000000,3", "3,2000000", "60,200,300",
      "1,1,4000000,1",
      "2,3,5,7,11,13,17", "0,5", "7,0,3", "900000,4,4"})
  void everyElementIsInOneTileOfBoundedSize(String text) {
    Shape shape = new ShapeConverter().convert(text);
    for (MemoryOrder from : MemoryOrder.values()) {
      for (MemoryOrder to : MemoryOrder.values()) {
        ArraySpec spec = ArraySpec.of(DType.UINT8, shape).withOrder(from);
        Tiling tiling = Tiling.between(spec, to);
        NdArray seen = NdArray.allocate(spec);
        for (long i = 0; i < tiling.count(); i++) {
          NdArray tile = seen.region(tiling.tile(i));
          assertThat(tile.shape().elementCount()).isPositive().isLessThanOrEqualTo(tiling.largest());
          assertThat(tile.copy().segment().mismatch(zeros.asSlice(0, tile.shape().elementCount())))
              .isEqualTo(-1);
          tile.fill(1);
        }
        assertThat(tiling.largest()).isLessThanOrEqualTo(16 << 20);
        byte[] ones = new byte[(int) shape.elementCount()];
        Arrays.fill(ones, (byte) 1);
        assertThat(seen.segment().toArray(JAVA_BYTE)).isEqualTo(ones);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5000,2000", "3,2000000", "60,200,300"})
  void rowMajorTilesFollowEachOther(String text) {
    Shape shape = new ShapeConverter().convert(text);
    Tiling tiling = Tiling.rowMajor(shape, 8);
    long next = 0;
    for (long i = 0; i < tiling.count(); i++) {
      Region region = tiling.tile(i);
      long first = 0;
      long count = 1;
      for (int axis = 0; axis < shape.rank(); axis++) {
        first = first * shape.dim(axis) + region.start(axis);
        count *= region.stop(axis) - region.start(axis);
      }
      assertThat(first).isEqualTo(next);
      next += count;
    }
    assertThat(next).isEqualTo(shape.elementCount());
  }

  @ParameterizedTest
  @ValueSource(strings = {"20000,20000", "20000,4,20000", "100000,30,30"})
  void transposingTilesHaveLongRunsOnBothSides(String text) {
    Shape shape = new ShapeConverter().convert(text);
    Tiling tiling = Tiling.between(ArraySpec.of(DType.FLOAT64, shape), MemoryOrder.F);
    Region region = tiling.tile(0);
    long runInSource = 1;
    for (int axis = shape.rank() - 1; axis >= 0 && runInSource < 512; axis--) {
      runInSource *= region.stop(axis);
    }
    long runInTarget = 1;
    for (int axis = 0; axis < shape.rank() && runInTarget < 512; axis++) {
      runInTarget *= region.stop(axis);
    }
    // A page has 512 elements of 8 bytes.
    assertThat(runInSource).isGreaterThanOrEqualTo(512);
    assertThat(runInTarget).isGreaterThanOrEqualTo(512);
  }
}
