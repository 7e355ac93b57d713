package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.PrimitiveType;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.Shape;

class NdArrayTest {

  private static NdArray counting(long... dims) {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.INT32, dims));
    int[] values = new int[(int) array.shape().elementCount()];
    Arrays.setAll(values, k -> k);
    array.copyFrom(values);
    return array;
  }

  private static int[] ints(NdArray array) {
    int[] values = new int[(int) array.shape().elementCount()];
    array.copyTo(values);
    return values;
  }

  @Test
  void typedAccessInEveryArity() {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      NdArray vector = NdArray.allocate(ArraySpec.of(DType.FLOAT64.withOrder(order), 3));
      vector.setDouble(1, Math.PI);
      assertThat(vector.getDouble(1)).isEqualTo(Math.PI);
      NdArray matrix = NdArray.allocate(ArraySpec.of(DType.INT16.withOrder(order), 2, 3));
      matrix.setShort(1, 2, (short) -2);
      assertThat(matrix.getShort(1, 2)).isEqualTo((short) -2);
      NdArray cube = NdArray.allocate(ArraySpec.of(DType.INT64.withOrder(order), 2, 3, 4));
      cube.setLong(new long[] {1, 2, 3}, Long.MIN_VALUE);
      assertThat(cube.getLong(1, 2, 3)).isEqualTo(Long.MIN_VALUE);
      NdArray scalar = NdArray.allocate(ArraySpec.of(DType.FLOAT32.withOrder(order)));
      scalar.setFloat(new long[0], 1.5f);
      assertThat(scalar.getFloat()).isEqualTo(1.5f);
    }
    NdArray truth = NdArray.allocate(ArraySpec.of(DType.BOOL, 2, 2));
    truth.setBoolean(1, 1, true);
    assertThat(truth.getBoolean(1, 1)).isTrue();
    NdArray bytes = NdArray.allocate(ArraySpec.of(DType.INT8, 2));
    bytes.setByte(1, (byte) -1);
    assertThat(bytes.getByte(1)).isEqualTo((byte) -1);
  }

  @ParameterizedTest
  @EnumSource(Primitive.class)
  void everyOtherTypeIsRefusedWithTheRightAccessor(Primitive primitive) {
    NdArray array = NdArray.allocate(ArraySpec.of(new PrimitiveType(primitive, ByteOrder.LITTLE_ENDIAN), 1));
    Object before = array.getValue(0);
    int accepted = 0;
    for (Runnable access : new Runnable[] {() -> array.getBoolean(0), () -> array.getByte(0),
        () -> array.getShort(0),
        () -> array.getInt(0), () -> array.getLong(0), () -> array.getFloat(0), () -> array.getDouble(0),
        () -> array.getUint8(0), () -> array.getUint16(0), () -> array.getUint32(0), () -> array.getUint64(0),
        () -> array.getFloat16(0), () -> array.getComplex(0)}) {
      try {
        access.run();
        accepted++;
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageContaining("holds " + primitive.numpyName())
            .hasMessageContaining("use get");
      }
    }
    assertThat(accepted).isEqualTo(1);
    assertThat(array.getValue(0)).isEqualTo(before);
  }

  @Test
  void wideningReadsAreExact() {
    NdArray bytes = NdArray.allocate(ArraySpec.of(DType.UINT8, 1));
    bytes.setUint8(new long[] {0}, 255);
    assertThat(bytes.getUint8(0)).isEqualTo((short) 255);
    NdArray shorts = NdArray.allocate(ArraySpec.of(DType.UINT16, 1));
    shorts.setUint16(new long[] {0}, 65_535);
    assertThat(shorts.getUint16(0)).isEqualTo(65_535);
    NdArray ints = NdArray.allocate(ArraySpec.of(DType.UINT32, 1));
    ints.setUint32(new long[] {0}, 0xFFFF_FFFFL);
    assertThat(ints.getUint32(0)).isEqualTo(0xFFFF_FFFFL);
    NdArray longs = NdArray.allocate(ArraySpec.of(DType.UINT64, 1));
    longs.setUint64(new long[] {0}, -1);
    assertThat(longs.getUint64AsBigInteger(0)).isEqualTo(BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
    longs.setUint64(0, 1);
    assertThat(longs.getUint64(0)).isOne();
    NdArray halves = NdArray.allocate(ArraySpec.of(DType.FLOAT16, 1));
    halves.setFloat16(new long[] {0}, 65_504f);
    assertThat(halves.getFloat16(0)).isEqualTo(65_504f);
    assertThatThrownBy(() -> bytes.setUint8(new long[] {0}, 256)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("256");
    assertThat(bytes.getUint8(0)).isEqualTo((short) 255);
  }

  @Test
  void slicesShareTheMemory() {
    NdArray array = counting(4, 5);
    array.row(2).setInt(3, -1);
    assertThat(array.getInt(2, 3)).isEqualTo(-1);
    array.transpose().setInt(0, 1, -2);
    assertThat(array.getInt(1, 0)).isEqualTo(-2);
  }

  @Test
  void stepsFlipsAndTransposesCompose() {
    NdArray array = counting(4, 5);
    assertThat(ints(array.slice(0, 1, 4, 2))).containsExactly(5, 6, 7, 8, 9, 15, 16, 17, 18, 19);
    assertThat(ints(array.slice(1, 0, 5, 3).row(1))).containsExactly(5, 8);
    assertThat(ints(array.row(0).flip(0))).containsExactly(4, 3, 2, 1, 0);
    assertThat(ints(array.slice(1, 1, 5, 2).flip(1).transpose())).containsExactly(3, 8, 13, 18, 1, 6, 11, 16);
    assertThat(ints(counting(2, 3, 2).transpose(1, 2, 0).select(1, 1))).containsExactly(1, 7, 3, 9, 5, 11);
    assertThat(ints(array.region(Region.of(new long[] {1, 2}, new long[] {3, 4})))).containsExactly(7, 8, 12,
        13);
    assertThat(ints(array.region(Region.rows(3, 4)))).containsExactly(15, 16, 17, 18, 19);
    assertThat(array.region(Region.all()).shape()).isEqualTo(array.shape());
  }

  @Test
  void slicesAreChecked() {
    NdArray array = counting(4, 5);
    for (Runnable wrong : new Runnable[] {() -> array.rows(0, 5), () -> array.rows(3, 2),
        () -> array.rows(-1, 2), () -> array.row(4),
        () -> array.select(2, 0), () -> array.flip(2),
        () -> array.region(Region.of(new long[] {0, 0, 0}, new long[] {1, 1, 1}))}) {
      assertThatThrownBy(wrong::run).isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("(4, 5)");
    }
    assertThatThrownBy(() -> array.slice(0, 0, 4, 0)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("flip");
    assertThatThrownBy(() -> array.transpose(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> array.transpose(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void emptySlicesAreViewsLikeOthers() {
    NdArray empty = counting(4, 5).rows(4, 4);
    assertThat(empty.shape()).isEqualTo(Shape.of(0, 5));
    assertThat(ints(empty.transpose().copy())).isEmpty();
    empty.fill(7);
    assertThat(empty.flip(0).segment().byteSize()).isZero();
    assertThat(empty.flip(1).segment().byteSize()).isZero();
    assertThatThrownBy(() -> empty.getInt(0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void reshapesWhatIsDense() {
    NdArray array = counting(4, 6);
    assertThat(array.reshape(2, 12).getInt(1, 0)).isEqualTo(12);
    assertThat(array.rows(1, 3).reshape(12).getInt(0)).isEqualTo(6);
    assertThatThrownBy(() -> array.reshape(5, 5)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("24");
    assertThatThrownBy(() -> array.transpose().reshape(24)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dense");
  }

  @Test
  void copiesBetweenOverlappingSlicesAsIfThroughATemporary() {
    NdArray array = counting(6);
    array.rows(1, 6).copyFrom(array.rows(0, 5));
    assertThat(ints(array)).containsExactly(0, 0, 1, 2, 3, 4);
    NdArray square = counting(3, 3);
    square.copyFrom(square.transpose());
    assertThat(ints(square)).containsExactly(0, 3, 6, 1, 4, 7, 2, 5, 8);
  }

  @Test
  void copyRefusesAnotherTypeOrShape() {
    NdArray array = counting(2, 3);
    assertThatThrownBy(() -> array.copyFrom(counting(3, 2))).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(3, 2)");
    NdArray unsigned = NdArray.allocate(ArraySpec.of(DType.UINT32, 2, 3));
    assertThatThrownBy(() -> array.copyFrom(unsigned)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("uint32");
  }

  @Test
  void copyKeepsColumnMajorWhatIsDenseSo() {
    NdArray transposed = counting(3, 4).transpose();
    assertThat(transposed.copy().strides()).containsExactly(4, 16);
    assertThat(ints(transposed.copy())).isEqualTo(ints(transposed));
  }

  @Test
  void segmentsAreOfDenseViewsOnly() {
    NdArray array = counting(4, 5);
    assertThat(array.rows(1, 3).segment().byteSize()).isEqualTo(40);
    assertThat(array.transpose().segment().byteSize()).isEqualTo(80);
    assertThatThrownBy(() -> array.slice(1, 0, 5, 2).segment())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("gaps");
  }

  @Test
  void fillsDenseAndStridedViews() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.INT16.withOrder(ByteOrder.BIG_ENDIAN), 100, 101));
    array.fill(7);
    array.slice(1, 0, 101, 2).fill(-7);
    for (long[] index : new long[][] {{0, 0}, {99, 100}, {50, 50}}) {
      assertThat(array.getShort(index)).isEqualTo((short) -7);
    }
    assertThat(array.getShort(99, 99)).isEqualTo((short) 7);
    assertThatThrownBy(() -> array.fill(40_000)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("40000");
    assertThatThrownBy(() -> array.fill(0.5)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void memoryBeyondTheLimitIsRefusedWithAdvice() {
    assertThatThrownBy(() -> NdArray.allocate(ArraySpec.of(DType.INT8, 1L << 50)))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessageContaining("MaxDirectMemorySize");
  }
}
