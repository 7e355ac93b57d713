package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Complex;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.PrimitiveType;
import org.mmaparrays.model.Shape;

class BulkCopyTest {
  private static final List<Primitive> PRIMITIVES = List.of(Primitive.values());

  /** Any view of any type, copied by the fast paths, equals the same copied element by element. */
  @RepeatedTest(400)
  void stridedCopiesEqualElementwiseOnes(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    NdArray source = randomView(random);
    PrimitiveType type = (PrimitiveType) source.dtype();
    PrimitiveType targetType =
        type.withOrder(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    MemoryOrder order = random.nextBoolean() ? MemoryOrder.C : MemoryOrder.F;
    NdArray fast = NdArray.allocate(ArraySpec.of(targetType, source.shape()).withOrder(order));
    NdArray slow = NdArray.allocate(ArraySpec.of(targetType, source.shape()).withOrder(order));
    fast.copyFrom(source);
    long count = source.shape().elementCount();
    for (long position = 0; position < count; position++) {
      long[] index = index(source.shape(), position);
      slow.setValue(index, source.getValue(index));
    }
    assertThat(fast.segment().toArray(ValueLayout.JAVA_BYTE))
        .isEqualTo(slow.segment().toArray(ValueLayout.JAVA_BYTE));
  }

  /** A view of random values, sliced, stepped, flipped and permuted at random; big enough at times for tiles. */
  private static NdArray randomView(Random random) {
    Primitive primitive = PRIMITIVES.get(random.nextInt(PRIMITIVES.size()));
    ByteOrder byteOrder = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    int rank = random.nextInt(5);
    int longest = rank <= 2 ? 150 : 9;
    long[] dims = random.longs(rank, 0, longest).toArray();
    NdArray view = NdArray.allocate(ArraySpec.of(new PrimitiveType(primitive, byteOrder), dims)
        .withOrder(random.nextBoolean() ? MemoryOrder.C : MemoryOrder.F));
    long count = view.shape().elementCount();
    for (long position = 0; position < count; position++) {
      // Small integers are values of every type, so that elementwise copies lose nothing.
      Object value =
          primitive == Primitive.BOOL ? (Object) random.nextBoolean() : (Object) random.nextInt(100);
      view.setValue(index(view.shape(), position), value);
    }
    for (int axis = 0; axis < rank; axis++) {
      long from = random.nextLong(view.shape().dim(axis) + 1);
      long to = from + random.nextLong(view.shape().dim(axis) - from + 1);
      view = random.nextBoolean() ? view.slice(axis, from, to, 1 + random.nextInt(3)) : view;
      view = random.nextInt(4) == 0 ? view.flip(axis) : view;
    }
    return random.nextBoolean() ? view.transpose() : view;
  }

  private static long[] index(Shape shape, long position) {
    long[] index = new long[shape.rank()];
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      index[axis] = position % shape.dim(axis);
      position /= shape.dim(axis);
    }
    return index;
  }

  @Test
  void javaArraysOfTheExactType() {
    boolean[] truths = {true, false, true};
    NdArray bool = NdArray.allocate(ArraySpec.of(DType.BOOL, 3));
    bool.copyFrom(truths);
    boolean[] back = new boolean[4];
    bool.copyTo(back);
    assertThat(back).containsExactly(true, false, true, false);
    double[] parts = {1, 2, 3, 4};
    NdArray complex = NdArray.allocate(ArraySpec.of(DType.COMPLEX128.withOrder(ByteOrder.BIG_ENDIAN), 2));
    complex.copyFrom(parts);
    assertThat(complex.getComplex(1)).isEqualTo(new Complex(3, 4));
    double[] partsBack = new double[4];
    complex.copyTo(partsBack);
    assertThat(partsBack).isEqualTo(parts);
  }

  @Test
  void otherTypesAreRefusedWithTheWayOut() {
    NdArray unsigned = NdArray.allocate(ArraySpec.of(DType.UINT8, 3));
    assertThatThrownBy(() -> unsigned.copyTo(new byte[3])).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds uint8").hasMessageContaining("copy the bits");
    unsigned.copyBitsFrom(new byte[] {-1, 0, 1});
    assertThat(unsigned.getUint8(0)).isEqualTo((short) 255);
    byte[] bits = new byte[3];
    unsigned.copyBitsTo(bits);
    assertThat(bits).containsExactly(-1, 0, 1);
  }

  @Test
  void shortJavaArraysAreRefusedBeforeAnythingIsCopied() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.INT32, 3));
    assertThatThrownBy(() -> array.copyFrom(new int[] {1, 2})).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 entries");
    assertThat(array.getInt(0)).isZero();
    NdArray complex = NdArray.allocate(ArraySpec.of(DType.COMPLEX64, 2));
    assertThatThrownBy(() -> complex.copyTo(new float[3])).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 × 2");
  }

  @Test
  void wideningIsExactForEveryTypeAndRefusedWhereItWouldRound() {
    for (DType type : DType.all()) {
      NdArray array = NdArray.allocate(ArraySpec.of(type, 3, 2));
      boolean complex = ((PrimitiveType) type).primitive().isComplex();
      boolean bool = type.equals(DType.BOOL);
      for (long i = 0; i < 3; i++) {
        array.setValue(new long[] {i, 1}, bool ? (Object) true : (Object) (int) (i + 1));
      }
      for (NdArray view : new NdArray[] {array, array.transpose()}) {
        double[] expected = view == array ? new double[] {0, 1, 0, 2, 0, 3} : new double[] {0, 0, 0, 1, 2, 3};
        if (bool) {
          expected = view == array ? new double[] {0, 1, 0, 1, 0, 1} : new double[] {0, 0, 0, 1, 1, 1};
        }
        boolean toDouble = !complex && !type.name().contains("int64");
        if (toDouble) {
          double[] doubles = new double[6];
          view.copyWidenedTo(doubles);
          assertThat(doubles).as("%s", type).isEqualTo(expected);
        } else {
          assertThatThrownBy(() -> view.copyWidenedTo(new double[6]))
              .isInstanceOf(IllegalArgumentException.class);
        }
        if (toDouble && type.byteSize() <= (type.name().startsWith("float") ? 4 : 2)) {
          float[] floats = new float[6];
          view.copyWidenedTo(floats);
          assertThat(floats[5]).as("%s", type).isEqualTo((float) expected[5]);
        } else {
          assertThatThrownBy(() -> view.copyWidenedTo(new float[6]))
              .isInstanceOf(IllegalArgumentException.class);
        }
        if (bool || (type.name().contains("int") && !type.name().equals("uint64"))) {
          long[] longs = new long[6];
          view.copyWidenedTo(longs);
          assertThat(longs[5]).as("%s", type).isEqualTo((long) expected[5]);
        } else {
          assertThatThrownBy(() -> view.copyWidenedTo(new long[6]))
              .isInstanceOf(IllegalArgumentException.class);
        }
      }
    }
  }

  @Test
  void extremesWidenExactly() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.UINT32, 1));
    array.setUint32(new long[] {0}, 0xFFFF_FFFFL);
    double[] doubles = new double[1];
    array.copyWidenedTo(doubles);
    assertThat(doubles[0]).isEqualTo(4294967295.0);
    NdArray bytes = NdArray.allocate(ArraySpec.of(DType.UINT8, 1));
    bytes.copyBitsFrom(new byte[] {-1});
    float[] floats = new float[1];
    bytes.copyWidenedTo(floats);
    assertThat(floats[0]).isEqualTo(255f);
  }
}
